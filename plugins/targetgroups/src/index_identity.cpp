#include "index_identity.h"

#include "index_file.h"

#include <elf.h>
#include <link.h>

#include <algorithm>

namespace rejoinder::targetgroups::index {

namespace {

constexpr std::uint32_t kFormat = 2; ///< of the file

struct Search {
    std::span<const void* const> makers;
    std::vector<std::string> builds; ///< of the files they lie in
};

/// The build identity that the linker wrote into a part of notes, "" when there is none.
std::string buildIn(const char* notes, std::size_t size) {
    const auto whole = [](std::size_t bytes) { return (bytes + 3) / 4 * 4; };
    for (std::size_t at = 0; at + sizeof(ElfW(Nhdr)) <= size;) {
        const auto* note = reinterpret_cast<const ElfW(Nhdr)*>(notes + at);
        const auto name = at + sizeof(*note), content = name + whole(note->n_namesz);
        if (content + note->n_descsz > size) break;
        if (note->n_type == NT_GNU_BUILD_ID &&
            std::string_view(notes + name, note->n_namesz) == std::string_view("GNU", 4))
            return digest::hexOf({notes + content, note->n_descsz});
        at = content + whole(note->n_descsz);
    }
    return {};
}

int look(dl_phdr_info* file, std::size_t, void* to) {
    auto& search = *static_cast<Search*>(to);
    const std::span parts(file->dlpi_phdr, file->dlpi_phnum);
    const bool meant = std::ranges::any_of(search.makers, [&](const void* maker) {
        const auto place = reinterpret_cast<ElfW(Addr)>(maker) - file->dlpi_addr;
        return std::ranges::any_of(parts, [&](const auto& part) {
            return part.p_type == PT_LOAD && place - part.p_vaddr < part.p_memsz;
        });
    });
    if (!meant) return 0;
    std::string build;
    for (const auto& part : parts)
        if (part.p_type == PT_NOTE && build.empty())
            build = buildIn(reinterpret_cast<const char*>(file->dlpi_addr + part.p_vaddr),
                            part.p_memsz); // NOLINT
    search.builds.push_back(std::move(build));
    return 0;
}

} // namespace

std::string identityOf(const std::vector<contacts::HistoryStream>& streams,
                       std::span<const void* const> makers) {
    Search search{makers, {}};
    dl_iterate_phdr(look, &search);
    if (std::ranges::find(search.builds, "") != search.builds.end())
        throw Refused("this build has no identity");
    std::ranges::sort(search.builds);
    std::string all = "format " + std::to_string(kFormat);
    for (const auto& build : search.builds) all += "\nbuild " + build;
    for (const auto& s : streams)
        for (const auto& part : {s.name, s.exists, s.count, s.amount, s.firstDay, s.lastDay, s.type})
            all += "\n" + part;
    return digest::sha256Hex(all);
}

} // namespace rejoinder::targetgroups::index
