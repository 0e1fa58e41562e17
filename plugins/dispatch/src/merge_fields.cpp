#include "merge_fields.h"

#include "merge/template.h"
#include "piece_code.h"

#include <algorithm>

namespace rejoinder::dispatch {

namespace {

/// 1 March 2026 is "1.3.2026" in German, "01/03/2026" in French and Italian, and "2026-03-01" elsewhere.
std::string dayFor(const std::string& language, Date day) {
    const std::string iso = day.toString();
    if (iso.size() != 10) {
        return iso;
    }
    const auto without = [](std::string two) { return two.front() == '0' ? two.substr(1) : two; };
    const std::string year = iso.substr(0, 4);
    const std::string month = iso.substr(5, 2);
    const std::string dayOfMonth = iso.substr(8, 2);
    if (language == "de") {
        return without(dayOfMonth) + "." + without(month) + "." + year;
    }
    if (language == "fr" || language == "it") {
        return dayOfMonth + "/" + month + "/" + year;
    }
    return iso;
}

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const auto part : parts) {
        if (!part.empty()) {
            out += out.empty() ? "" : " ";
            out += part;
        }
    }
    return out;
}

bool hasControl(std::string_view text, bool linesAllowed) {
    return std::any_of(text.begin(), text.end(), [&](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 || byte == 0x7f) && !(linesAllowed && (c == '\n' || c == '\r' || c == '\t'));
    });
}

void checkText(const std::string& text, const std::vector<std::string>& known, const std::string& pointer,
               bool oneLine, Faults& faults) {
    if (hasControl(text, !oneLine)) {
        faults.add(pointer, "dispatch.control-character",
                   oneLine ? "must be one line without control characters" : "has a control character");
    }
    for (const auto& problem : merge::Template(text).problems(known)) {
        std::string list;
        for (const auto& name : known) {
            list += (list.empty() ? "" : ", ") + name;
        }
        faults.add(pointer, "dispatch.merge-field",
                   problem.message + " (at byte " + std::to_string(problem.position) + "); fields are " +
                       list);
    }
}

void require(const std::string& text, const std::string& pointer, std::string_view why, Faults& faults) {
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        faults.add(pointer, "dispatch.content-missing", std::string(why));
    }
}

} // namespace

std::vector<std::string> mergeFields(Channel channel) {
    std::vector<std::string> names{
        "salutation",  "title",    "givenName", "familyName", "companyName", "name",  "street",
        "houseNumber", "postcode", "city",      "country",    "email",       "phone", "code",
        "campaign",    "cell",     "offer",     "offerEnds",  "senderName",  "date",  "webAddress"};
    if (channel == Channel::Email) {
        names.emplace_back("unsubscribeUrl");
    }
    if (channel == Channel::Letter) {
        names.emplace_back("webQr");
    }
    return names;
}

void checkContent(const Content& content, Channel channel, const std::string& base, Faults& faults) {
    const auto known = mergeFields(channel);
    checkText(content.subject, known, base + "/subject", true, faults);
    checkText(content.text, known, base + "/text", false, faults);
    checkText(content.html, known, base + "/html", false, faults);
    checkText(content.senderName, {}, base + "/senderName", true, faults);
    checkText(content.senderAddress, {}, base + "/senderAddress", true, faults);
    if (channel == Channel::Letter || channel == Channel::Email || channel == Channel::Sms) {
        require(content.text, base + "/text", "a letter, an e-mail and an SMS need a text", faults);
    }
    if (channel == Channel::Email) {
        require(content.subject, base + "/subject", "an e-mail needs a subject", faults);
    }
    if (channel == Channel::Letter) {
        require(content.senderAddress, base + "/senderAddress",
                "a letter needs the sender's address in one line", faults);
    }
}

WaveFacts waveFacts(Unit& unit, const Neighbours& neighbours, Id campaign, const Content& content,
                    Timestamp at) {
    WaveFacts facts;
    auto summary = neighbours.campaigns->find(unit, campaign);
    if (!summary) {
        throw Error::notFound("dispatch.no-campaign", "The campaign of this wave does not exist any more.");
    }
    facts.campaign = std::move(*summary);
    for (const auto& cell : neighbours.campaigns->cells(unit, campaign)) {
        facts.cells[cell.id] = cell.name;
        if (cell.offerId) {
            facts.offers[cell.id] = neighbours.campaigns->offerName(unit, *cell.offerId);
        }
    }
    facts.senderName = content.senderName;
    facts.day = Date::of(at);
    return facts;
}

std::map<std::string, std::string> fieldValues(const WaveFacts& wave, const contacts::Contact& contact,
                                               const std::string& salutationLine, const PieceRow& piece) {
    const auto nameOfCell = [&](const std::map<Id, std::string>& names) {
        const auto found = names.find(piece.cellId);
        return found == names.end() ? std::string() : found->second;
    };
    const std::string person = joined({contact.title, contact.givenName, contact.familyName});
    return {
        {"salutation", salutationLine},
        {"title", contact.title},
        {"givenName", contact.givenName},
        {"familyName", contact.familyName},
        {"companyName", contact.companyName},
        {"name", person.empty() ? contact.companyName : person},
        {"street", contact.street},
        {"houseNumber", contact.houseNumber},
        {"postcode", contact.postcode},
        {"city", contact.city},
        {"country", contact.country},
        {"email", contact.email},
        {"phone", contact.phone},
        {"code", printedCode(piece.code)},
        {"campaign", wave.campaign.name},
        {"cell", nameOfCell(wave.cells)},
        {"offer", nameOfCell(wave.offers)},
        {"offerEnds", wave.campaign.offerEndsOn ? dayFor(contact.language, *wave.campaign.offerEndsOn) : ""},
        {"senderName", wave.senderName},
        {"date", dayFor(contact.language, wave.day)}};
}

} // namespace rejoinder::dispatch
