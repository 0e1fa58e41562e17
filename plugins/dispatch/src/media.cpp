#include "media.h"

#include "piece_code.h"

#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::dispatch {

namespace {

/// What a QR code of it says.
std::string textOf(const MediumRow& row) {
    if (row.address.empty()) {
        return row.code;
    }
    std::string text = row.address;
    constexpr std::string_view kMark = "{code}";
    for (auto at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at + row.code.size())) {
        text.replace(at, kMark.size(), row.code);
    }
    return text;
}

MediumAnswer answerOf(const MediumRow& row) {
    return {row.id,      row.code,    printedCode(row.code), row.campaignId, row.cellId,    row.medium,
            row.channel, row.address, textOf(row),           row.active,     row.createdAt, row.createdBy,
            row.version};
}

} // namespace

MediumAnswer Media::create(Unit& unit, const NewMedium& in) const {
    Faults faults;
    if (!neighbours_.campaigns->find(unit, in.campaignId)) {
        faults.add("/campaignId", "dispatch.no-campaign", "There is no such campaign.");
    } else if (in.cellId) {
        const auto cells = neighbours_.campaigns->cells(unit, in.campaignId);
        const auto cell = std::ranges::find(cells, *in.cellId, &campaigns::Cell::id);
        if (cell == cells.end()) {
            faults.add("/cellId", "dispatch.no-cell", "The campaign has no such cell.");
        } else if (cell->holdOut) {
            faults.add("/cellId", "dispatch.hold-out", "A hold-out is shown nothing.");
        }
    }
    faults.raise("dispatch.invalid-medium");
    const auto code = codes_.reserve(unit, 1).front().code;
    const MediumRow row{unit.newId(), code, in.campaignId, in.cellId,         in.medium, in.channel,
                        in.address,   true, unit.now(),    unit.actor().name, 1};
    unit.run("dispatch.insert-medium-code", row);
    unit.audit("medium-codes.create", row.id, row.code);
    return answerOf(row);
}

MediumAnswer Media::change(Unit& unit, const ChangeMedium& in) {
    auto row = unit.one<MediumRow>("dispatch.find-medium-code", {{"id", in.id}}).value();
    if (in.medium) {
        row.medium = *in.medium;
    }
    if (in.address) {
        row.address = *in.address;
    }
    if (in.active) {
        row.active = *in.active;
    }
    unit.run("dispatch.change-medium-code", row);
    unit.audit("medium-codes.change", in.id, json::write(in));
    return find(unit, in.id);
}

Page<MediumAnswer> Media::list(Unit& unit, const MediumQuery& in) {
    const auto limit = paging::limitOf(in.limit);
    std::vector<MediumAnswer> answers;
    for (const auto& row :
         unit.all<MediumRow>("dispatch.list-medium-codes", {{"campaignId", in.campaignId.value_or(Id{})},
                                                            {"after", paging::cursorId(in.cursor)},
                                                            {"limit", limit}})) {
        answers.push_back(answerOf(row));
    }
    return paging::pageOf(std::move(answers), limit);
}

MediumAnswer Media::find(Unit& unit, Id id) {
    const auto row = unit.one<MediumRow>("dispatch.find-medium-code", {{"id", id}});
    if (!row) {
        throw Error::notFound("dispatch.no-medium-code", "There is no such code of a medium.");
    }
    return answerOf(*row);
}

std::optional<MediumAnswer> Media::byCode(Unit& unit, std::string_view typed) {
    const auto read = readCode(typed);
    if (read.fault != CodeFault::None || read.code.size() != kMediumCodeLength) {
        return std::nullopt;
    }
    const auto row = unit.one<MediumRow>("dispatch.find-medium-by-code", {{"code", read.code}});
    return row ? std::optional(answerOf(*row)) : std::nullopt;
}

std::vector<std::string> Media::check(Unit& unit, const CodeSpace& codes) {
    std::vector<std::string> wrong;
    const auto given = CodeSpace::given(unit, CodeKind::Medium);
    unit.forEach<MediumRow>("dispatch.all-medium-codes", {}, [&](const MediumRow& row) {
        if (row.code.size() != kMediumCodeLength || !isCode(row.code)) {
            wrong.push_back("Medium \"" + row.medium + "\" has the code \"" + row.code +
                            "\", which is none.");
        } else if (codes.numberOf(row.code) >= given) {
            wrong.push_back("Code " + row.code + " of a medium was never given out by this installation.");
        }
    });
    return wrong;
}

} // namespace rejoinder::dispatch
