#pragma once
#include "records.h"

#include <rejoinder/contract/campaigns.h>

#include <filesystem>

/// Stacks of scanned cards: taking files in, and what became of their pages.
namespace rejoinder::scan {

/// A stack to be made.
struct NewScan {
    std::string type;
    std::optional<Id> campaignId;
    std::optional<std::int32_t> pagesExpected;
    std::string name;
    static void rules(Rules& r) {
        r.at("type").notEmpty().max(64).says("Key of the response type that a card means");
        r.at("campaignId")
            .says("The campaign of these cards; one with another campaign's code goes to clearing");
        r.at("pagesExpected").range(1, 1'000'000).says("Pages that the scanner counted: the control total");
        r.at("name").max(200).defaulted().says("Empty: the name of the file");
    }
};
REJOINDER_DESCRIBE(NewScan, type, campaignId, pagesExpected, name)

struct ChangeScan {
    Id id;
    std::optional<std::string> name;
    std::optional<std::int32_t> pagesExpected;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("pagesExpected").range(1, 1'000'000).says("Pages that the scanner counted: the control total");
    }
};
REJOINDER_DESCRIBE(ChangeScan, id, name, pagesExpected)

/// A file that came in, whole in memory.
struct ScanFile {
    std::string bytes, name;
    static constexpr std::uint64_t kMostBytes = 100'000'000;
    /// "image/tiff", "image/jpeg", "image/png" or "application/pdf" as its first bytes say; "" for none.
    [[nodiscard]] std::string_view contentType() const;
};

class Batches {
public:
    Batches(std::shared_ptr<responses::Capturing> capturing, std::shared_ptr<campaigns::Campaigns> campaigns)
        : capturing_(std::move(capturing)), campaigns_(std::move(campaigns)) {}

    /// Makes a batch of the file and queues its reading. A file that is known makes nothing: its batch is the
    /// answer. @throws Error Invalid
    [[nodiscard]] ScanBatch create(Unit& unit, const NewScan& in, const ScanFile& file) const;
    /// Adds a file to a batch; one that it has already adds nothing.
    /// @throws Error NotFound, Invalid, Conflict `channel-scan.known-file` (another batch has it)
    [[nodiscard]] ScanBatch add(Unit& unit, Id batch, const ScanFile& file) const;
    /// Adds a file of the watched folder to the batch of that day; a known file adds nothing.
    /// @throws Error Invalid
    void addOfDay(Unit& unit, const std::string& type, const ScanFile& file) const;

    /// @throws Error NotFound
    static ScanBatch find(Unit& unit, Id batch);
    static ScanBatch withBalance(Unit& unit, BatchRow row);
    static ScanBatch change(Unit& unit, const ChangeScan& in);

private:
    Id insert(Unit& unit, const NewScan& in, const std::string& name, const std::string& dayKey) const;

    std::shared_ptr<responses::Capturing> capturing_;
    std::shared_ptr<campaigns::Campaigns> campaigns_;
};

/// The balance of figures: files still being read, the control total, pages by state.
BatchState stateOf(const Balance& balance, bool reading, std::optional<std::int32_t> pagesExpected);

} // namespace rejoinder::scan
