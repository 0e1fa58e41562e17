// Reads the workbook on descriptor 0, writes one sheet as CSV to 1 and what there is to say to 2; or unpacks
// what gzip packed.
//   sheet-reader <sheet>
//   sheet-reader unpack

#include "unpack.h"
#include "workbook_model.h"
#include "xlsx_parts.h"

#include <confined/confined.h>
#include <orcus/orcus_ods.hpp>
#include <orcus/orcus_xlsx.hpp>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <new>

namespace {

void say(std::string_view text) {
    static_cast<void>(!::write(2, text.data(), text.size()));
}

void report(const intake::WorkbookModel& model) {
    for (const auto& sheet : model.sheets()) {
        std::string name = sheet->name();
        for (char& c : name)
            if (static_cast<unsigned char>(c) < ' ') c = ' ';
        say("sheet\t" + std::to_string(sheet->rows()) + '\t' + std::to_string(sheet->columns()) + '\t' +
            name + '\n');
    }
}

int run(std::string_view bytes, std::size_t wanted) {
    intake::WorkbookModel model(wanted);
    const auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
    if (orcus::orcus_xlsx::detect(begin, bytes.size())) {
        const std::string mended = intake::withRelativeTargets(bytes);
        const std::string_view archive = mended.empty() ? bytes : std::string_view(mended);
        orcus::orcus_xlsx(&model).read_stream(archive);
        intake::readBesides(archive, model);
    } else if (orcus::orcus_ods::detect(begin, bytes.size())) {
        orcus::orcus_ods(&model).read_stream(bytes);
    } else {
        return 65;
    }
    if (wanted >= model.sheets().size()) {
        say("no sheet\n");
        return 65;
    }
    model.write(1);
    report(model);
    return 0;
}

} // namespace

int main(int count, char** words) {
    if (count != 2) return 64;
    struct stat file {};
    if (::fstat(0, &file) != 0 || file.st_size <= 0) return 66;
    const auto size = static_cast<std::size_t>(file.st_size);
    void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, 0, 0);
    if (bytes == MAP_FAILED) return 66;
    confined::confine(true); // the OpenDocument parser reads ahead in a thread
    int result = 65;
    try {
        const std::string_view input(static_cast<const char*>(bytes), size);
        if (std::string_view(words[1]) == "unpack")
            result = intake::unpack(input, 1) ? 0 : 65;
        else
            result = run(input, std::strtoul(words[1], nullptr, 10));
    } catch (const std::bad_alloc&) {
        result = confined::kTooBig;
    } catch (const std::exception&) {
        result = 65;
    }
    ::_exit(result); // destroying a large model would only take time
}
