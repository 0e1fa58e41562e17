#include "country.h"
#include "places.h"
#include "state.h"
#include "text.h"

#include <csv/reader.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>

/// Tables of places: loaded from a file, whole for each country that the file names.
namespace rejoinder::contacts {

namespace {

constexpr std::size_t kMostRows = 300'000; ///< of one file
constexpr std::ptrdiff_t kStep = 10'000;   ///< of one unit
constexpr std::uint64_t kMostBytes = 64'000'000;
constexpr std::size_t kMostFaults = 100;
constexpr std::int32_t kFound = 20;

struct PlaceUpload {
    std::string source;
    static void rules(Rules& r) { r.at("source").notEmpty().max(200).says("where the table comes from"); }
};
REJOINDER_DESCRIBE(PlaceUpload, source)

struct PlaceRow {
    std::string country;
    std::int64_t mark = 0;
    std::string postcode, name, nameFold;
    double latitude = 0, longitude = 0;
};
REJOINDER_DESCRIBE(PlaceRow, country, mark, postcode, name, nameFold, latitude, longitude)

/// The job that takes places of a country away that count no more: of this mark and older ones.
struct ClearPlaces {
    std::string country;
    std::int64_t mark = 0;
};
REJOINDER_DESCRIBE(ClearPlaces, country, mark)

/// The table of a country as clients see it.
struct CountryPlaces {
    std::string country, source;
    std::int64_t places = 0;
    Timestamp loadedAt;
};
REJOINDER_DESCRIBE(CountryPlaces, country, source, places, loadedAt)

struct PlaceTables {
    std::vector<CountryPlaces> items;
};
REJOINDER_DESCRIBE(PlaceTables, items)

struct PlaceSearch {
    std::string text;
    static void rules(Rules& r) {
        r.at("text").notEmpty().max(100).says("the beginning of a name or postcode, \"CH 80\" or \"Zür\"");
    }
};
REJOINDER_DESCRIBE(PlaceSearch, text)

struct FoundPlaces {
    std::vector<Place> items;
};
REJOINDER_DESCRIBE(FoundPlaces, items)

struct OfCountry {
    std::string country;
};
REJOINDER_DESCRIBE(OfCountry, country)

/// Which column is what.
struct Columns {
    std::size_t country = SIZE_MAX, postcode = SIZE_MAX, name = SIZE_MAX, latitude = SIZE_MAX,
                longitude = SIZE_MAX;
    [[nodiscard]] bool complete() const {
        return std::max({country, postcode, name, latitude, longitude}) != SIZE_MAX;
    }
};

/// By the names of the head; nothing when it is none.
std::optional<Columns> columnsOf(const std::vector<std::string_view>& head) {
    Columns c;
    for (std::size_t i = 0; i < head.size(); ++i) {
        const auto name = foldedLetters(head[i]);
        if (name == "country" || name == "countrycode") c.country = i;
        if (name == "postcode" || name == "postalcode" || name == "zip") c.postcode = i;
        if (name == "name" || name == "placename" || name == "place" || name == "city") c.name = i;
        if (name == "latitude" || name == "lat") c.latitude = i;
        if (name == "longitude" || name == "lon" || name == "lng") c.longitude = i;
    }
    return c.complete() ? std::optional(c) : std::nullopt;
}

/// The tables of GeoNames have twelve columns and no head.
std::optional<Columns> columnsOfGeoNames(const std::vector<std::string_view>& row) {
    constexpr std::size_t kColumns = 12, kLatitude = 9, kLongitude = 10;
    if (row.size() != kColumns || row[0].size() != 2) return std::nullopt;
    return Columns{0, 1, 2, kLatitude, kLongitude};
}

std::optional<double> degrees(std::string_view text, double most) {
    const auto number = numberIn(cleaned(text));
    return number && std::abs(*number) <= most ? number : std::nullopt;
}

/// Reads the file; a postcode that comes more than once lies in the middle of its places.
class Reading {
public:
    std::vector<PlaceRow> rows(const std::filesystem::path& file) {
        std::ifstream in(file, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        const auto how = csv::examine(std::string_view(text).substr(0, 64 * 1024), text.size() <= 64 * 1024);
        csv::Reader reader(csv::fromText(text), how.delimiter, {}, {}, how.quote);
        while (const auto* record = reader.next()) {
            if (record->problem != csv::Problem::None)
                fault(record->begin.line, "", std::string(csv::sentenceOf(record->problem)));
            else if (!columns_)
                head(*record);
            else
                take(*record);
            if (faults_.list().size() >= kMostFaults) break;
        }
        if (!columns_) fault(1, "", kHead);
        if (rows_.empty() && faults_.empty()) fault(1, "", "The file names no place.");
        faults_.raise("contacts.places");
        return finished();
    }

private:
    static constexpr const char* kHead =
        "The first line must name the columns country, postcode, name, latitude, longitude.";

    void head(const csv::Record& record) {
        columns_ = columnsOf(record.fields);
        if (columns_) return;
        columns_ = columnsOfGeoNames(record.fields);
        if (columns_) take(record);
    }

    void take(const csv::Record& record) {
        const auto field = [&](std::size_t column) {
            return column < record.fields.size() ? record.fields[column] : std::string_view{};
        };
        PlaceRow row;
        const auto line = record.begin.line;
        const auto country = countryCode(cleaned(field(columns_->country)));
        if (!country) fault(line, "/country", "This is no country.");
        row.country = country.value_or("");
        row.postcode = compactPostcode(field(columns_->postcode));
        if (row.postcode.empty() || row.postcode.size() > 20)
            fault(line, "/postcode", "This is no postcode.");
        row.name = shortened(cleaned(field(columns_->name)), 200);
        row.nameFold = shortened(folded(row.name), 200);
        const auto latitude = degrees(field(columns_->latitude), 90),
                   longitude = degrees(field(columns_->longitude), 180);
        if (!latitude) fault(line, "/latitude", "Must be degrees from -90 to 90.");
        if (!longitude) fault(line, "/longitude", "Must be degrees from -180 to 180.");
        row.latitude = latitude.value_or(0);
        row.longitude = longitude.value_or(0);
        rows_.push_back(std::move(row));
        if (rows_.size() > kMostRows) {
            fault(line, "",
                  "A file may have " + std::to_string(kMostRows) + " lines; load country by country.");
            faults_.raise("contacts.places");
        }
    }

    std::vector<PlaceRow> finished() {
        std::ranges::stable_sort(rows_, {}, [](const PlaceRow& r) {
            return std::pair(std::string_view(r.country), std::string_view(r.postcode));
        });
        std::vector<PlaceRow> out;
        double count = 0;
        for (auto& row : rows_) {
            if (out.empty() || out.back().country != row.country || out.back().postcode != row.postcode) {
                out.push_back(std::move(row));
                count = 1;
                continue;
            }
            ++count;
            out.back().latitude += (row.latitude - out.back().latitude) / count;
            out.back().longitude += (row.longitude - out.back().longitude) / count;
        }
        return out;
    }

    void fault(std::uint64_t line, std::string_view field, std::string text) {
        faults_.add("/lines/" + std::to_string(line) + std::string(field), "contacts.place", std::move(text));
    }

    std::optional<Columns> columns_;
    std::vector<PlaceRow> rows_;
    Faults faults_;
};

PlaceTables tablesIn(Unit& unit) {
    PlaceTables out;
    for (auto& t : unit.all<PlaceTable>("contacts.place-tables"))
        out.items.push_back({t.country, t.source, t.places, t.loadedAt});
    return out;
}

/// All of these countries count from this unit on. @throws Error Conflict when somebody else loads one of
/// them
PlaceTables show(Unit& unit, std::span<const PlaceRow> rows, const std::string& source) {
    for (auto begin = rows.begin(); begin != rows.end();) {
        const auto end =
            std::find_if(begin, rows.end(), [&](const PlaceRow& r) { return r.country != begin->country; });
        const auto stored =
            unit.number("contacts.count-places", {{"country", begin->country}, {"mark", begin->mark}});
        if (stored != end - begin)
            throw Error::conflict("contacts.places-raced", "Somebody else loads a table of this country.");
        unit.run("contacts.delete-place-table", {{"country", begin->country}});
        unit.run("contacts.insert-place-table",
                 PlaceTable{begin->country, begin->mark, source, end - begin, unit.now()});
        unit.audit("contacts.places", {},
                   begin->country + ", " + std::to_string(end - begin) + ", " + source);
        unit.enqueue("contacts.clear-places", ClearPlaces{begin->country, begin->mark - 1});
        begin = end;
    }
    return tablesIn(unit);
}

PlaceTables load(State& state, const PlaceUpload& in, const Upload& file, Call& call) {
    auto rows = Reading().rows(file.path);
    WriteOptions options;
    options.actor = call.actor();
    options.priority = Priority::Background; // a whole country: nobody at a desk waits behind it
    auto& storage = state.context->storage();
    const auto mark = storage.write([](Unit& unit) { return unit.newId().value; }, options);
    for (auto& row : rows) row.mark = mark;
    for (auto begin = rows.begin(); begin != rows.end();) {
        const auto end = begin + std::min(kStep, rows.end() - begin);
        storage.write(
            [&](Unit& unit) {
                unit.insertMany("contacts.insert-place", std::span<const PlaceRow>(begin, end));
            },
            options);
        begin = end;
    }
    return storage.write([&](Unit& unit) { return show(unit, rows, cleaned(in.source)); }, options);
}

/// @returns whether there may be more.
bool clearSome(Unit& unit, const ClearPlaces& job) {
    const auto mark = unit.number("contacts.oldest-places", {{"country", job.country}, {"mark", job.mark}});
    if (mark == 0) return false;
    const auto last = unit.one<Place>("contacts.place-after", {{"country", job.country}, {"mark", mark}});
    unit.run(
        "contacts.delete-places",
        {{"country", job.country}, {"mark", mark}, {"upto", last ? last->postcode : std::string(kAfterAll)}});
    return true;
}

FoundPlaces search(Unit& unit, const PlaceSearch& in) {
    const auto text = cleaned(in.text);
    const auto until = [](const std::string& prefix) { return prefix + std::string(kAfterAll); };
    const auto ask = [&](std::string_view query, const std::string& prefix) {
        return unit.all<Place>(query, {{"low", prefix}, {"high", until(prefix)}, {"limit", kFound}});
    };
    const bool named = text.size() > 3 && text[2] == ' ' && countryCode(text.substr(0, 2)) &&
                       text.find_first_of("0123456789") != std::string::npos;
    if (named) {
        const auto postcode = compactPostcode(text.substr(3));
        return {
            unit.all<Place>("contacts.places-by-postcode-in", {{"country", *countryCode(text.substr(0, 2))},
                                                               {"low", postcode},
                                                               {"high", until(postcode)},
                                                               {"limit", kFound}})};
    }
    FoundPlaces out;
    if (!compactPostcode(text).empty()) out.items = ask("contacts.places-by-postcode", compactPostcode(text));
    for (auto& place : ask("contacts.places-by-name", folded(text)))
        if (out.items.size() < kFound) out.items.push_back(std::move(place));
    return out;
}

} // namespace

void declarePlaces(Declarations& d, State& state) {
    UploadRules rules;
    rules.maxBytes = kMostBytes;
    rules.contentTypes = {"text/csv", "text/plain", "text/tab-separated-values", "application/csv",
                          "application/octet-stream"};
    d.upload<PlaceUpload, PlaceTables>(
        "/places",
        {"contacts.import", "Loads where postcodes lie: columns country, postcode, name, latitude, "
                            "longitude, or a table of GeoNames"},
        rules,
        [&state](const PlaceUpload& in, Upload& file, Call& call) { return load(state, in, file, call); });
    d.job<ClearPlaces>("clear-places", {}, [](const ClearPlaces& job, Attempt& attempt) {
        while (!attempt.stopping() && attempt.write([&](Unit& unit) { return clearSome(unit, job); })) {}
    });
    d.get<None, PlaceTables>("/places",
                             {"contacts.read", "Countries of which it is known where postcodes lie"},
                             [](const None&, Call&, Unit& unit) { return tablesIn(unit); });
    d.get<PlaceSearch, FoundPlaces>(
        "/places/search", {"contacts.read", "Places by the beginning of their name or postcode"},
        [](const PlaceSearch& in, Call&, Unit& unit) { return search(unit, in); });
    d.remove<OfCountry>(
        "/places/{country}", {"contacts.import", "Takes the places of a country away"},
        [](const OfCountry& in, Call&, Unit& unit) {
            if (unit.run("contacts.delete-place-table", {{"country", in.country}}) == 0)
                throw Error::notFound("contacts.no-places", "There are no places of " + in.country + ".");
            unit.enqueue("contacts.clear-places", ClearPlaces{in.country, unit.newId().value});
            unit.audit("contacts.places-gone", {}, in.country);
        });
}

} // namespace rejoinder::contacts
