#include "candidates.h"

#include <algorithm>
#include <regex>

namespace rejoinder::responses {

namespace {

constexpr std::size_t kMost = 10;
/// More of a letter is not looked at: who writes says so at its top or its foot.
constexpr std::size_t kMostText = 4'000;
constexpr std::int32_t kOwnCode = 95, kNearCode = 80, kReached = 75, kSaid = 70, kTwice = 15;

std::string fullName(const contacts::Contact& c) {
    if (c.familyName.empty()) return c.companyName;
    return c.givenName.empty() ? c.familyName : c.givenName + " " + c.familyName;
}

std::string placeOf(const contacts::Contact& c) {
    std::string place = c.street;
    const auto add = [&](const char* between, const std::string& part) {
        if (part.empty()) return;
        if (!place.empty()) place += between;
        place += part;
    };
    add(" ", c.houseNumber);
    add(", ", c.postcode);
    add(" ", c.city);
    return place;
}

class Found {
public:
    /// The same person found twice has the reasons of both.
    void add(const contacts::Contact& c, std::optional<std::string> code, std::int32_t score,
             std::vector<std::string> reasons) {
        const auto same = std::ranges::find(all_, std::optional(c.id), &Candidate::contactId);
        if (same == all_.end()) {
            all_.push_back(
                {std::move(code), c.id, fullName(c), placeOf(c), std::min(score, 100), std::move(reasons)});
            return;
        }
        same->score = std::min(100, std::max(same->score, score) + kTwice);
        if (!same->code) same->code = std::move(code);
        for (auto& reason : reasons)
            if (std::ranges::find(same->reasons, reason) == same->reasons.end())
                same->reasons.push_back(std::move(reason));
    }
    [[nodiscard]] Candidates best() {
        std::ranges::stable_sort(all_, std::ranges::greater{}, &Candidate::score);
        if (all_.size() > kMost) all_.resize(kMost);
        return {std::move(all_)};
    }

private:
    std::vector<Candidate> all_;
};

} // namespace

contacts::Contact writerOf(std::string_view text) {
    std::string all(text.substr(0, kMostText));
    if (all.size() < text.size()) // not in the middle of a character
        while (!all.empty() && static_cast<unsigned char>(all.back()) >= 0x80) all.pop_back();
    contacts::Contact writer;
    std::smatch found;
    static const std::regex kMail(R"([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,20})");
    static const std::regex kPhone(R"((\+|00?)[1-9][0-9 /()-]{6,20}[0-9])");
    static const std::regex kTown(
        R"((?:^|\s)(?:[A-Z]{1,2}-)?([0-9]{4,5})[ ]+([^\s0-9,;]{2,40})(?=$|[\s,;]))");
    static const std::regex kName(
        R"((?:^|\n|,)\s*([^\s0-9@,;:!?.]{2,40})[ ]+([^\s0-9@,;:!?.]{2,40})[ ]*(?=$|\n|,|<|·|\())");
    if (std::regex_search(all, found, kMail)) writer.email = found.str();
    if (std::regex_search(all, found, kPhone)) writer.phone = found.str();
    if (std::regex_search(all, found, kTown)) {
        writer.postcode = found[1];
        writer.city = found[2];
    }
    if (std::regex_search(all, found, kName)) {
        writer.givenName = found[1];
        writer.familyName = found[2];
    }
    return writer;
}

Candidates candidatesOf(Unit& unit, const Sources& sources, const ClearingEntry& entry) {
    Found found;
    const auto& reply = entry.reply;
    if (reply.contactId)
        if (const auto contact = sources.directory->find(unit, *reply.contactId))
            found.add(*contact, {}, kSaid, {"sender"});
    for (const auto& word : {reply.code, reply.externalKey}) {
        if (!word) continue;
        // The code is right, and something else about the reply a question: boxes that cannot be read.
        if (const auto own = sources.pieces->findByCode(unit, *word)) {
            if (const auto contact = sources.directory->find(unit, own->contactId))
                found.add(*contact, own->code, kOwnCode, {"own-code"});
            continue;
        }
        for (const auto& piece : sources.pieces->near(unit, *word))
            if (const auto contact = sources.directory->find(unit, piece.contactId))
                found.add(*contact, piece.code, kNearCode, {"code"});
    }
    std::string text = reply.externalKey.value_or("") + "\n" + reply.note;
    for (const auto& [key, value] : reply.fields) text += "\n" + value;
    auto writer = writerOf(text);
    for (const auto& [field, to] : {std::pair{"street", &writer.street},
                                    {"houseNumber", &writer.houseNumber},
                                    {"postcode", &writer.postcode},
                                    {"city", &writer.city},
                                    {"email", &writer.email},
                                    {"phone", &writer.phone}})
        if (const auto at = reply.fields.find(field); at != reply.fields.end()) *to = at->second;
    const auto look = [&](const contacts::Contact& like) {
        for (auto& likely : sources.people->likely(unit, like))
            found.add(likely.contact, {}, likely.score, std::move(likely.reasons));
    };
    // An address speaks for itself: what stands where a name might stand must not speak against it.
    const auto reached = [&](const char* reason, std::string contacts::Contact::*part) {
        if ((writer.*part).empty()) return;
        contacts::Contact said;
        said.*part = writer.*part;
        Faults unfit; // what is no address has no holder
        sources.reception->clean(said, writer.country, unfit);
        if ((said.*part).empty()) return;
        const auto holders = said.email.empty() ? sources.numbers->holders(unit, said.phone)
                                                : sources.reception->withEmail(unit, said.email);
        for (const Id holder : holders)
            if (const auto contact = sources.directory->find(unit, holder))
                found.add(*contact, {}, kReached, {reason});
    };
    reached("email", &contacts::Contact::email);
    reached("phone", &contacts::Contact::phone);
    if (!writer.familyName.empty()) { // "Eva Muster", and "Muster Eva"
        look(writer);
        std::swap(writer.givenName, writer.familyName);
        if (!writer.familyName.empty()) look(writer);
    }
    return found.best();
}

} // namespace rejoinder::responses
