#pragma once
#include "import_model.h"
#include "record.h"

#include <csv/reader.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace rejoinder::contacts {

/// What is known of a row of a batch beside its contact.
struct RowNote {
    std::int64_t line = 0, offset = 0;                  ///< where it begins
    std::size_t attributesBegin = 0, attributesEnd = 0; ///< its part of ImportBatch::attributes
    std::uint32_t given = 0;    ///< which fields had a value: bit i is textFields()[i], then the four others
    std::uint32_t consents = 0; ///< bit by channel: consent is given
};

/// Some rows of the file, read, cleaned and checked: one step of the import. No two rows have the same
/// external key.
struct ImportBatch {
    std::vector<ContactRow> rows;
    std::vector<RowNote> notes;                ///< beside rows
    std::vector<std::vector<std::string>> raw; ///< beside rows, where they may still be refused: as they came
    std::vector<AttributeRow> attributes;
    std::map<std::string, FactKind, std::less<>> attributeKinds;
    std::vector<ImportErrorRow> errors;
    std::int64_t records = 0; ///< that were read
    csv::Position end;        ///< where the next batch begins
    void clear();
};

/// The bit of a channel in RowNote::consents.
constexpr std::uint32_t bitOf(Channel channel) noexcept {
    return 1U << static_cast<unsigned>(channel);
}

/// How many rows of all tables one transaction may need: what every engine takes.
inline constexpr std::size_t kBatchRows = 10'000;
/// Of them for progress, audit and events.
inline constexpr std::size_t kOwnRows = 10;
/// How many a row of the file needs. Of somebody who is known what was before goes away, and the change is
/// kept.
std::size_t rowsOf(const RowNote& note, const ImportSettings& settings, bool known) noexcept;

/// Bits of RowNote::given behind those of the text fields.
enum GivenBit : std::uint32_t {
    kGivenKind = 1U << 27U,
    kGivenSalutation = 1U << 28U,
    kGivenUndeliverable = 1U << 29U,
    kGivenDeceased = 1U << 30U
};

/// Reads a file into batches; memory does not depend on the size of the file. Not thread-safe.
class ImportParser {
public:
    /// @throws Error Unavailable when the file cannot be opened.
    ImportParser(const std::filesystem::path& file, const ImportPlan& plan, const ImportSettings& settings,
                 Id import, csv::Position start);
    /// Fills the batch with the next rows; false when there are none.
    bool next(ImportBatch& batch);

    /// The keys that a file has more than once, and how often, by their hash. Reads all of it; eight bytes a
    /// row.
    static std::unordered_map<std::size_t, std::uint32_t> repeatedKeys(const std::filesystem::path& file,
                                                                       const ImportPlan& plan,
                                                                       const ImportSettings& settings,
                                                                       csv::Position start);

private:
    struct CloseFile {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    void take(const csv::Record& record, ImportBatch& batch);
    void fill(const csv::Record& record, ImportBatch& batch, ContactRow& row, RowNote& note);
    void fillCell(std::size_t column, std::string_view value, ImportBatch& batch, ContactRow& row,
                  RowNote& note);
    void fillFlag(std::size_t column, std::string_view value, ContactRow& row, RowNote& note);
    void unknown(std::size_t column, std::string_view value, std::string_view what);
    void fault(std::string field, std::string code, std::string message);
    void noteKinds(ImportBatch& batch) const;
    void refuse(const csv::Record& record, ImportBatch& batch);
    [[nodiscard]] std::string keyIn(const csv::Record& record) const;

    std::unique_ptr<std::FILE, CloseFile> file_;
    const ImportSettings& settings_;
    std::vector<std::string> headers_;
    std::vector<ImportTarget> targets_;
    std::vector<std::string> fieldHeaders_; ///< by text field: the header it comes from
    std::size_t keyColumn_;                 ///< targets_.size() when no column is the key
    Id import_;
    csv::Reader reader_;
    csv::Position at_;
    const csv::Record* pending_ = nullptr;                   ///< read, but left for the next batch
    std::unordered_set<std::string> keys_;                   ///< of the batch
    FieldFaults faults_;                                     ///< of the row
    std::vector<std::pair<std::size_t, FactKind>> rowKinds_; ///< column and kind of the row's attributes
    std::vector<std::optional<FactKind>> columnKinds_;       ///< of the batch, by column
};

} // namespace rejoinder::contacts
