#include "control.h"

#include "batches.h"

#include <rejoinder/notice.h>

#include <algorithm>
#include <array>
#include <map>

namespace rejoinder::responses {

struct ControlQuery {
    std::optional<Date> since, until;
    static void rules(Rules& r) {
        r.at("since").says("The first day; absent: 30 days before the last");
        r.at("until").says("The last day; absent: today");
    }
};
REJOINDER_DESCRIBE(ControlQuery, since, until)

namespace {

struct DayCountRow {
    Timestamp dayBegin;
    Channel channel = Channel::Other;
    std::int64_t received = 0, captured = 0, duplicate = 0, clearing = 0, rejected = 0;
};
REJOINDER_DESCRIBE(DayCountRow, dayBegin, channel, received, captured, duplicate, clearing, rejected)

struct AlarmRow {
    Timestamp checkedAt;
    std::int64_t received = 0, unknown = 0;
    std::optional<Timestamp> since;
};
REJOINDER_DESCRIBE(AlarmRow, checkedAt, received, unknown, since)

using Counts = std::map<std::pair<Date, Channel>, ControlCount>;

/// An id before the first row of that moment. Ids ascend with time, up to the clocks of several nodes; so no
/// index over time is needed, which every capture would pay for.
Id idBefore(Unit& unit, std::string_view momentAfter, Timestamp moment) {
    const auto early = moment.plus(-std::chrono::hours(1));
    std::int64_t low = 0, high = INT64_MAX;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        const auto at = unit.number(momentAfter, {{"id", middle}});
        if (at == 0 || at >= early.micros)
            high = middle;
        else
            low = middle + 1;
    }
    return Id{low};
}

void addCounts(Unit& unit, std::string_view query, std::string_view momentAfter, Timestamp since,
               Timestamp until, Counts& counts) {
    const auto first = idBefore(unit, momentAfter, since);
    unit.forEach<DayCountRow>(query, {{"firstId", first}, {"since", since}, {"until", until}},
                              [&](const DayCountRow& r) {
                                  counts[{Date::of(r.dayBegin), r.channel}].add(
                                      {r.received, r.captured, r.duplicate, r.clearing, r.rejected});
                              });
}

Counts countsOf(Unit& unit, Timestamp since, Timestamp until) {
    Counts counts;
    addCounts(unit, "responses.control-of-captures", "responses.moment-of-capture-after", since, until,
              counts);
    addCounts(unit, "responses.control-of-clearing", "responses.moment-of-clearing-after", since, until,
              counts);
    return counts;
}

} // namespace

void ControlCount::add(const ControlCount& other) {
    received += other.received;
    captured += other.captured;
    duplicate += other.duplicate;
    clearing += other.clearing;
    rejected += other.rejected;
}

ControlFigures controlFigures(Unit& unit, Date since, Date until, const AwayList& away) {
    const auto begin = since.begin(), end = Date{until.days + 1}.begin();
    auto counts = countsOf(unit, begin, end);
    for (const auto& channel : away)
        for (const auto& c : channel->count(unit, begin, end))
            counts[{c.day, c.channel}].add({c.count, 0, 0, 0, c.count});
    ControlFigures figures;
    figures.since = since;
    figures.until = until;
    ControlCount all;
    for (const auto& [key, c] : counts) {
        figures.lines.push_back({key.first, key.second, c.received, c.captured, c.duplicate, c.clearing,
                                 c.rejected, c.balanced()});
        all.add(c);
    }
    std::ranges::stable_sort(figures.lines, std::ranges::greater{}, &ControlLine::day);
    figures.received = all.received;
    figures.captured = all.captured;
    figures.duplicate = all.duplicate;
    figures.clearing = all.clearing;
    figures.rejected = all.rejected;
    figures.balanced = std::ranges::all_of(figures.lines, &ControlLine::balanced);
    return figures;
}

ClearingHealth clearingHealth(Unit& unit, const AlarmRules& rules) {
    constexpr std::array kFromHours{0, 4, 24, 48, 7 * 24, 14 * 24, 30 * 24};
    ClearingHealth health;
    for (std::size_t i = 0; i < kFromHours.size(); ++i)
        health.ages.push_back(
            {kFromHours[i], i + 1 < kFromHours.size() ? std::optional(kFromHours[i + 1]) : std::nullopt, 0});
    for (const auto at : unit.numbers("responses.waiting-since")) {
        if (!health.oldest) health.oldest = Timestamp{at};
        const auto hours = (unit.now().micros - at) / 3'600'000'000;
        const auto above = std::ranges::upper_bound(kFromHours, std::max<std::int64_t>(hours, 0));
        ++health.ages[static_cast<std::size_t>(above - kFromHours.begin()) - 1].entries;
        ++health.open;
    }
    health.limit = static_cast<double>(rules.percent) / 100;
    if (const auto row = unit.one<AlarmRow>("responses.find-alarm")) {
        health.received = row->received;
        health.unknown = row->unknown;
        health.share =
            row->received > 0 ? static_cast<double>(row->unknown) / static_cast<double>(row->received) : 0;
        health.checkedAt = row->checkedAt;
        health.alarmSince = row->since;
    }
    return health;
}

CodeCount countCodes(Unit& unit, const AlarmRules& rules) {
    const auto since = unit.now().plus(-std::chrono::hours(24) * rules.days);
    ControlCount all;
    for (const auto& [key, c] : countsOf(unit, since, unit.now().plus(std::chrono::hours(24)))) all.add(c);
    const auto first = idBefore(unit, "responses.moment-of-clearing-after", since);
    return {all.received,
            unit.number("responses.unknown-codes-since", {{"firstId", first}, {"since", since}})};
}

void noteCodes(Unit& unit, const CodeCount& count, const AlarmRules& rules) {
    const bool above = count.received >= rules.least && count.unknown * 100 >= count.received * rules.percent;
    const auto before = unit.one<AlarmRow>("responses.find-alarm");
    AlarmRow row{unit.now(), count.received, count.unknown, {}};
    if (above) row.since = before && before->since ? before->since : std::optional(unit.now());
    unit.run(before ? "responses.set-alarm" : "responses.insert-alarm", row);
    if (!above || (before && before->since)) return;
    const auto said = std::to_string(count.unknown) + " / " + std::to_string(count.received);
    unit.publish(Notice{{}, {}, "responses.write", "unknown-codes", said, "/clearing"});
    unit.audit("responses.alarm", Id{1}, said);
}

std::vector<std::string> checkControl(Unit& unit) {
    std::vector<std::string> problems;
    const auto wrong = [&](std::string_view query, const char* sentence) {
        if (const auto n = unit.number(query); n != 0) problems.push_back(std::to_string(n) + " " + sentence);
    };
    wrong("responses.count-wrong-firsts", "responses have not exactly one capture that made them");
    wrong("responses.count-assigned-nowhere", "clearing entries are assigned, but no capture came of them");
    wrong("responses.count-wrong-credits", "responses have not as many credits as they say");
    ControlCount all;
    for (const auto& [key, c] : countsOf(unit, Timestamp{0}, Timestamp{INT64_MAX})) {
        all.add(c);
        if (!c.balanced())
            problems.push_back(key.first.toString() + ", " + nameOf(key.second) + ": " +
                               std::to_string(c.received) +
                               " replies came in, but not as many are accounted for");
    }
    if (all.captured != unit.number("responses.count-responses-that-stand"))
        problems.emplace_back("there are not as many responses as captures that made one");
    for (const auto& batch : everyBatch(unit))
        if (batch.received != batch.captured + batch.duplicate + batch.clearing + batch.rejected ||
            (batch.counted && *batch.counted != batch.received + batch.refused))
            problems.push_back("batch " + batch.id.toString() + " does not balance");
    return problems;
}

void declareControl(Declarations& d, const std::function<AwayList()>& away,
                    const std::function<AlarmRules()>& rules) {
    d.get<ControlQuery, ControlFigures>(
        "/control-figures",
        {"responses.read", "What came in by day and channel, and what became of it: it balances"},
        [away](const ControlQuery& in, Call&, Unit& u) {
            const auto until = in.until.value_or(Date::of(u.now()));
            const auto since = in.since.value_or(Date{until.days - 30});
            if (since > until || until.days - since.days > 3660)
                throw Error::invalid("/since", "responses.days", "at most ten years, the first day first");
            return controlFigures(u, since, until, away());
        });
    d.get<None, ClearingHealth>(
        "/clearing/health",
        {"responses.read", "How long replies wait in clearing, and the share of unknown codes"},
        [rules](const None&, Call&, Unit& u) { return clearingHealth(u, rules()); });
    d.job<None>("watch-codes", {}, [rules](const None&, Attempt& attempt) {
        CodeCount count; // on a snapshot, so that nobody waits for it
        attempt.read([&](Unit& u) { count = countCodes(u, rules()); });
        attempt.write([&](Unit& u) { noteCodes(u, count, rules()); });
    });
    d.every(std::chrono::minutes(10), "responses.watch-codes");
    d.verify("control", [](Unit& u) { return checkControl(u); });
}

} // namespace rejoinder::responses
