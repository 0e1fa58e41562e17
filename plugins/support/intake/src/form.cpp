#include "intake/vcard.h"
#include "intake/workbook.h"

#include <fstream>

namespace intake {

FileForm formOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in.is_open()) throw std::runtime_error("The file cannot be read.");
    std::string head(64 * 1024, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    if (head.starts_with("\xD0\xCF\x11\xE0")) return FileForm::OldExcel;
    if (head.starts_with("\x1F\x8B")) return FileForm::Gzip;
    if (head.starts_with("PK\x03\x04")) {
        // ODF says its type uncompressed in the first entry; OOXML has no such mark but these names.
        if (head.find("application/vnd.oasis.opendocument.spreadsheet") < 100) return FileForm::Ods;
        in.clear();
        in.seekg(0, std::ios::end);
        const auto size = static_cast<std::int64_t>(in.tellg());
        const std::int64_t tail = std::min<std::int64_t>(size, 256 * 1024);
        std::string end(static_cast<std::size_t>(tail), '\0');
        in.seekg(size - tail);
        in.read(end.data(), tail);
        const bool sheets = (head + end).find("xl/workbook.xml") != std::string::npos;
        return sheets ? FileForm::Xlsx : FileForm::Zip;
    }
    std::string_view text = head;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return isVcard(text) ? FileForm::Vcard : FileForm::Text;
}

} // namespace intake
