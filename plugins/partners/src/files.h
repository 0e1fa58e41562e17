#pragma once
#include "table.h"

/// Files of the bank, the shop and the post: taking them in, and what became of their lines.
namespace rejoinder::partners {

/// A file that came in, whole in memory.
struct ReceivedFile {
    std::string bytes, name;
    static constexpr std::uint64_t kMostBytes = 50'000'000;
};

/// lines = waiting + known + captured + duplicate + clearing + rejected + withdrawn + refused
struct FileBalance {
    std::int64_t lines = 0, waiting = 0, known = 0, captured = 0, duplicate = 0, clearing = 0, rejected = 0,
                 withdrawn = 0, refused = 0;
    std::string state; ///< mapping, reading, failed, unbalanced, clearing, closed
};
REJOINDER_DESCRIBE(FileBalance, lines, waiting, known, captured, duplicate, clearing, rejected, withdrawn,
                   refused, state)

/// A file with what became of its lines.
struct PartnerFile {
    Id id;
    PartnerFileRow file;
    FileBalance balance;
    std::optional<TableLook> look; ///< while its columns are still to be named
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(PartnerFile, id, file, balance, look, version)

/// How the tables of one sender are read.
struct PartnerProfile {
    Id id;
    Source source = Source::Payments;
    std::string name;
    TableMapping mapping;
};
REJOINDER_DESCRIBE(PartnerProfile, id, source, name, mapping)

/// Takes a file in; one that is known makes nothing, and is the answer, unless it could not be read: then it
/// is tried again. A table whose columns no profile names waits for a person. @throws Error Invalid
PartnerFile receive(Unit& unit, Source source, const std::optional<Id>& profile, const ReceivedFile& file);

/// @throws Error NotFound
PartnerFileRow findFile(Unit& unit, Id id);
PartnerFile viewOf(Unit& unit, PartnerFileRow row);
/// The balance of figures: the state by what is still to do and by the controls.
FileBalance balanceOf(const PartnerFileRow& file, const std::map<std::string, std::int64_t>& outcomes);

/// Takes the content away of files that came before that moment and were never read. @returns whether there
/// may be more.
bool forgetContent(Unit& unit, Timestamp before);

void declareFiles(Declarations& d, Context*& context);

} // namespace rejoinder::partners
