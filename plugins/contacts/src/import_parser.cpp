#include "import_parser.h"

#include "country.h"
#include "import_file.h"
#include "store.h"
#include "text.h"

#include <csv/writer.h>

#include <algorithm>
#include <bit>

namespace rejoinder::contacts {

namespace {

std::size_t columnOfKey(const std::vector<ImportTarget>& targets) {
    for (std::size_t i = 0; i < targets.size(); ++i)
        if (targets[i].kind == ImportTarget::Kind::Text &&
            textFields()[targets[i].field].name == "externalKey")
            return i;
    return targets.size();
}

std::vector<ImportTarget> targetsOf(const ImportPlan& plan) {
    std::vector<ImportTarget> targets;
    for (const ImportColumn& column : plan.columns)
        targets.push_back(targetOf(column.target).value_or(ImportTarget{}));
    return targets;
}

/// A field as it can be kept in an error row: UTF-8 and not endless.
std::string legible(std::string_view field) {
    constexpr std::size_t kLongest = 1000;
    if (csv::isUtf8(field) && field.find('\0') == std::string_view::npos)
        return std::string(shortened(field, kLongest));
    std::string out;
    for (const char c : field.substr(0, kLongest)) {
        if (static_cast<unsigned char>(c) >= 0x80 || c == '\0')
            out += "\xEF\xBF\xBD"; // U+FFFD
        else
            out += c;
    }
    return out;
}

std::vector<std::string> legibleFields(const csv::Record& record) {
    std::vector<std::string> fields;
    for (const std::string_view field : record.fields) fields.push_back(legible(field));
    return fields;
}

std::FILE* opened(const std::filesystem::path& path, std::uint64_t offset) {
    std::FILE* file = std::fopen(path.c_str(), "rbe");
    if (file == nullptr)
        throw Error(ErrorKind::Unavailable, "contacts.import-file",
                    "The file of the import, " + path.filename().string() + ", is not here.");
    ::fseeko(file, static_cast<off_t>(offset), SEEK_SET);
    return file;
}

} // namespace

std::size_t rowsOf(const RowNote& note, const ImportSettings& settings, bool known) noexcept {
    // By channel: the event and its state; a state of before goes away.
    const std::size_t attributes = note.attributesEnd - note.attributesBegin;
    const auto consents = static_cast<std::size_t>(std::popcount(note.consents));
    if (known) return 4 + 2 * attributes + 3 * consents; // contact, change, list left, list come to
    return 1 + (settings.rental ? 1 : 0) + attributes + 2 * consents;
}

void ImportBatch::clear() {
    rows.clear();
    notes.clear();
    raw.clear();
    attributes.clear();
    attributeKinds.clear();
    errors.clear();
    records = 0;
}

ImportParser::ImportParser(const std::filesystem::path& file, const ImportPlan& plan,
                           const ImportSettings& settings, Id import, csv::Position start)
    : file_(opened(file, start.offset)),
      settings_(settings),
      targets_(targetsOf(plan)),
      fieldHeaders_(textFields().size()),
      keyColumn_(columnOfKey(targets_)),
      import_(import),
      reader_(
          [f = file_.get()](char* buffer, std::size_t size) {
              const std::size_t n = std::fread(buffer, 1, size, f);
              if (n == 0 && std::ferror(f) != 0)
                  throw Error(ErrorKind::Unavailable, "contacts.import-file",
                              "The file of the import cannot be read.");
              return n;
          },
          delimiterIn(plan.delimiter), {}, start, quoteIn(plan.quote).value_or('"')),
      at_(start) {
    columnKinds_.resize(targets_.size());
    for (std::size_t i = 0; i < targets_.size(); ++i) {
        headers_.push_back(plan.columns[i].header);
        if (targets_[i].kind == ImportTarget::Kind::Text) fieldHeaders_[targets_[i].field] = headers_.back();
    }
}

bool ImportParser::next(ImportBatch& batch) {
    batch.clear();
    keys_.clear();
    std::ranges::fill(columnKinds_, std::nullopt);
    const std::size_t attributes = static_cast<std::size_t>(
        std::ranges::count(targets_, ImportTarget::Kind::Attribute, &ImportTarget::kind));
    // The batch ends before a row could be too many; names of attributes are stored, too.
    RowNote most;
    most.attributesEnd = attributes;
    for (const ImportTarget& target : targets_)
        if (target.kind == ImportTarget::Kind::Consent) most.consents |= bitOf(target.channel);
    for (const Channel channel : settings_.consent) most.consents |= bitOf(channel);
    const std::size_t heaviest = rowsOf(most, settings_, false);
    std::size_t weight = attributes + kOwnRows;
    while (weight + heaviest <= kBatchRows || batch.records == 0) {
        const csv::Record* record = pending_ != nullptr ? pending_ : reader_.next();
        pending_ = nullptr;
        if (record == nullptr) break;
        if (const std::string key = keyIn(*record); !key.empty() && !keys_.insert(key).second) {
            pending_ = record; // the same key again: it must find the first one in the database
            break;
        }
        const std::size_t wrong = batch.errors.size();
        take(*record, batch);
        weight += batch.errors.size() > wrong ? batch.errors.size() - wrong
                                              : rowsOf(batch.notes.back(), settings_, false);
        at_ = record->end;
        ++batch.records;
    }
    batch.end = at_;
    noteKinds(batch);
    return batch.records > 0;
}

std::unordered_map<std::size_t, std::uint32_t> ImportParser::repeatedKeys(const std::filesystem::path& file,
                                                                          const ImportPlan& plan,
                                                                          const ImportSettings& settings,
                                                                          csv::Position start) {
    ImportParser parser(file, plan, settings, {}, start);
    std::vector<std::size_t> hashes;
    while (const csv::Record* record = parser.reader_.next())
        if (const std::string key = parser.keyIn(*record); !key.empty())
            hashes.push_back(std::hash<std::string>{}(key));
    std::ranges::sort(hashes);
    std::unordered_map<std::size_t, std::uint32_t> repeated;
    for (std::size_t i = 0; i < hashes.size();) {
        const auto end = std::ranges::upper_bound(hashes, hashes[i]) - hashes.begin();
        const auto times = static_cast<std::size_t>(end) - i;
        if (times > 1) repeated.emplace(hashes[i], static_cast<std::uint32_t>(times));
        i += times;
    }
    return repeated;
}

std::string ImportParser::keyIn(const csv::Record& record) const {
    if (record.problem != csv::Problem::None || keyColumn_ >= record.fields.size()) return {};
    return cleaned(csv::withoutGuard(record.fields[keyColumn_]));
}

void ImportParser::fault(std::string field, std::string code, std::string message) {
    faults_.push_back({std::move(field), std::move(code), std::move(message)});
}

void ImportParser::noteKinds(ImportBatch& batch) const {
    for (std::size_t i = 0; i < targets_.size(); ++i)
        if (columnKinds_[i]) batch.attributeKinds.emplace(targets_[i].name, *columnKinds_[i]);
}

void ImportParser::take(const csv::Record& record, ImportBatch& batch) {
    faults_.clear();
    rowKinds_.clear();
    const std::size_t attributes = batch.attributes.size();
    if (record.problem != csv::Problem::None) {
        const std::size_t column = record.problemField;
        fault(column < headers_.size() ? headers_[column] : std::string(),
              "contacts.csv-" + std::string(csv::codeOf(record.problem)),
              std::string(csv::sentenceOf(record.problem)));
    } else if (record.fields.size() != headers_.size()) {
        fault("", "contacts.csv-ragged",
              "The line has " + std::to_string(record.fields.size()) + " columns, the file has " +
                  std::to_string(headers_.size()) + ".");
    } else {
        ContactRow row;
        RowNote note;
        note.line = static_cast<std::int64_t>(record.begin.line);
        note.offset = static_cast<std::int64_t>(record.begin.offset);
        note.attributesBegin = attributes;
        fill(record, batch, row, note);
        if (faults_.empty()) {
            note.attributesEnd = batch.attributes.size();
            for (const auto& [column, kind] : rowKinds_)
                columnKinds_[column] = columnKinds_[column].value_or(kind) == kind ? kind : FactKind::Text;
            batch.rows.push_back(std::move(row));
            batch.notes.push_back(note);
            if (settings_.mode == ImportMode::Update) batch.raw.push_back(legibleFields(record));
            return;
        }
    }
    batch.attributes.resize(attributes);
    refuse(record, batch);
}

void ImportParser::fill(const csv::Record& record, ImportBatch& batch, ContactRow& row, RowNote& note) {
    Contact& c = row.contact;
    c.language.clear(); // the default of a new contact is no answer of the file
    bool anything = false;
    for (std::size_t i = 0; i < targets_.size(); ++i) {
        const std::string_view value = csv::withoutGuard(record.fields[i]);
        if (trimmed(value).empty()) continue;
        anything = true;
        fillCell(i, value, batch, row, note);
    }
    if (!anything) fault("", "contacts.import-empty", "The line has no value.");
    if (keyColumn_ < targets_.size() && trimmed(record.fields[keyColumn_]).empty())
        fault(headers_[keyColumn_], "contacts.import-no-key", "The key column is empty.");
    if ((note.given & kGivenKind) == 0 && c.familyName.empty() && !c.companyName.empty())
        c.kind = ContactKind::Company;
    if (c.language.empty()) c.language = settings_.language;
    const std::size_t own = faults_.size();
    normalise(c, settings_.country, faults_);
    for (std::size_t i = own; i < faults_.size(); ++i)
        for (std::size_t f = 0; f < textFields().size(); ++f)
            if (textFields()[f].name == faults_[i].field && !fieldHeaders_[f].empty())
                faults_[i].field = fieldHeaders_[f];
    if (c.source.empty()) c.source = settings_.source;
    for (const Channel channel : settings_.consent) note.consents |= bitOf(channel);
    row.importId = import_;
    if (faults_.empty()) derive(row);
}

void ImportParser::unknown(std::size_t column, std::string_view value, std::string_view what) {
    fault(headers_[column], "contacts.import-value",
          "\"" + legible(value) + "\" is no " + std::string(what) + ".");
}

void ImportParser::fillCell(std::size_t column, std::string_view value, ImportBatch& batch, ContactRow& row,
                            RowNote& note) {
    using Kind = ImportTarget::Kind;
    const ImportTarget& target = targets_[column];
    switch (target.kind) {
    case Kind::Ignore: return;
    case Kind::Text:
        row.contact.*textFields()[target.field].member = value;
        note.given |= 1U << target.field;
        return;
    case Kind::ContactKind:
        if (const auto kind = enumOf<ContactKind>(folded(value)))
            row.contact.kind = *kind;
        else
            unknown(column, value, "kind of contact (person, company)");
        note.given |= kGivenKind;
        return;
    case Kind::Salutation:
        if (const auto salutation = salutationIn(value))
            row.contact.salutation = *salutation;
        else
            unknown(column, value, "salutation");
        note.given |= kGivenSalutation;
        return;
    case Kind::Attribute: {
        AttributeRow attribute{{}, target.name, std::string(value), {}};
        const AttributeFault wrong = normaliseAttribute(attribute);
        if (!wrong.code.empty()) fault(headers_[column], std::string(wrong.code), wrong.message);
        rowKinds_.emplace_back(column, kindOf(attribute));
        batch.attributes.push_back(std::move(attribute));
        return;
    }
    case Kind::Undeliverable:
    case Kind::Deceased:
    case Kind::Consent: fillFlag(column, value, row, note); return;
    }
}

void ImportParser::fillFlag(std::size_t column, std::string_view value, ContactRow& row, RowNote& note) {
    const ImportTarget& target = targets_[column];
    const auto yes = yesNoIn(value);
    if (!yes) return unknown(column, value, "yes or no");
    if (target.kind == ImportTarget::Kind::Consent) {
        if (*yes) note.consents |= bitOf(target.channel);
    } else if (target.kind == ImportTarget::Kind::Undeliverable) {
        row.contact.addressUndeliverable = *yes;
        note.given |= kGivenUndeliverable;
    } else {
        row.contact.deceased = *yes;
        note.given |= kGivenDeceased;
    }
}

void ImportParser::refuse(const csv::Record& record, ImportBatch& batch) {
    const std::vector<std::string> fields = legibleFields(record);
    std::int32_t seq = 0;
    for (FieldFault& f : faults_)
        batch.errors.push_back({import_, static_cast<std::int64_t>(record.begin.line), seq++, f.code,
                                std::string(shortened(f.field, 100)), std::string(shortened(f.message, 900)),
                                fields});
}

} // namespace rejoinder::contacts
