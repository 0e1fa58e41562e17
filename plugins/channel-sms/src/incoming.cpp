#include "incoming.h"

#include <algorithm>
#include <array>

namespace rejoinder::sms {

namespace {

constexpr std::size_t kMostText = 5'000;
constexpr std::size_t kMostWords = 40;
constexpr std::size_t kShortest = 6, kLongest = 16; ///< letters of a code, as printed without dashes

/// Words between blanks and marks; letters beyond ASCII belong to words, "。" and "！" do not.
std::vector<std::string> wordsOf(std::string_view text, bool dashesBelong) {
    std::vector<std::string> words{""};
    for (std::size_t i = 0; i < text.size() && words.size() <= kMostWords; ++i) {
        const char c = text[i];
        const std::string_view rest = text.substr(i);
        if (rest.starts_with("。") || rest.starts_with("！") || rest.starts_with("，")) {
            i += 2;
            if (!words.back().empty()) words.emplace_back();
            continue;
        }
        const bool inside = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            static_cast<unsigned char>(c) >= 0x80 || (dashesBelong && c == '-');
        if (inside)
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

std::size_t lettersOf(std::string_view word) {
    return static_cast<std::size_t>(std::ranges::count_if(word, [](char c) { return c != '-'; }));
}

} // namespace

bool asksToStop(std::string_view text) {
    constexpr auto kWords = std::to_array<std::string_view>(
        {"stop",           "stopp",          "stopall",  "arret",     "arrêt",      "arrêter",
         "arreter",        "unsubscribe",    "abmelden", "abmeldung", "desabonner", "désabonner",
         "desinscription", "désinscription", "cancel",   "end",       "quit",       "basta",
         "停止",           "退订",           "取消订阅"});
    constexpr std::size_t kFew = 4;
    const auto words = wordsOf(lowered(text), false);
    if (words.empty() || std::ranges::find(kWords, words.front()) == kWords.end()) return false;
    // "End" and "cancel" begin many sentences; the words that mean nothing else may be followed by a few.
    const bool plain = words.front() != "end" && words.front() != "cancel" && words.front() != "quit";
    return words.size() == 1 || (plain && words.size() <= kFew);
}

std::vector<std::string> codesIn(std::string_view text) {
    const auto words = wordsOf(text, true);
    std::vector<std::string> codes;
    for (std::size_t run = 1; run <= 3; ++run)
        for (std::size_t i = 0; i + run <= words.size(); ++i) {
            std::string joined;
            for (std::size_t j = i; j < i + run; ++j) joined += words[j];
            if (const auto letters = lettersOf(joined); letters >= kShortest && letters <= kLongest)
                codes.push_back(std::move(joined));
        }
    return codes;
}

Incoming Intake::take(Unit& unit, const ProviderRow& profile, const Posted& posted) const {
    if (auto before = unit.one<Incoming>("channel-sms.find-incoming-by-name",
                                         {{"profileId", profile.id}, {"providerName", posted.id}}))
        return std::move(*before);
    const auto number = [&](const std::string& text) {
        return neighbours_.numbers->read(text, profile.profile.country).value_or(cut(text, 40));
    };
    Incoming row;
    row.id = unit.newId();
    row.profileId = profile.id;
    row.providerName = posted.id;
    row.receivedAt = unit.now();
    row.sender = number(posted.from);
    row.recipient = number(posted.to);
    row.content = cut(posted.text, kMostText);
    std::erase_if(row.content, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
    if (!posted.fault.empty()) {
        setAside(unit, row, posted.fault);
        unit.run("channel-sms.insert-incoming", row);
        unit.audit("channel-sms.set-aside", row.id, posted.fault);
        return row;
    }
    row.kind = asksToStop(row.content) ? IncomingKind::Stop : IncomingKind::Reply;
    const auto code = match(unit, row);
    if (row.kind == IncomingKind::Stop)
        stop(unit, profile, row);
    else
        reply(unit, profile, row, code);
    unit.run("channel-sms.insert-incoming", row);
    unit.audit("channel-sms.receive", row.id, nameOf(row.kind));
    return row;
}

std::string Intake::match(Unit& unit, Incoming& row) const {
    std::optional<dispatch::MediumCode> medium;
    for (const auto& code : codesIn(row.content)) {
        if (const auto piece = neighbours_.pieces->findByCode(unit, code)) {
            row.matched = Matched::Code;
            row.pieceId = piece->id;
            row.contactId = piece->contactId;
            row.campaignId = piece->campaignId;
            return piece->code;
        }
        if (!medium) medium = neighbours_.pieces->findMedium(unit, code);
    }
    const auto since = unit.now().plus(-std::chrono::hours(24) * rules_().days);
    if (const auto last = unit.one<Message>("channel-sms.newest-message-to",
                                            {{"recipient", row.sender}, {"since", since}})) {
        row.matched = Matched::Sender;
        row.pieceId = last->pieceId;
        row.contactId = last->contactId;
        row.campaignId = last->campaignId;
    } else if (const auto holders = neighbours_.numbers->holders(unit, row.sender); holders.size() == 1) {
        row.matched = Matched::Number;
        row.contactId = holders.front();
    }
    if (!medium) return {};
    row.matched = Matched::Code; // of an advertisement: it says the campaign, the number says who
    row.pieceId.reset();
    row.campaignId = medium->campaignId;
    return medium->code;
}

/// What cannot be read as the profile says waits for a person, as it came.
void Intake::setAside(Unit& unit, Incoming& row, const std::string& fault) const {
    responses::NewResponse response;
    response.type = rules_().replyType;
    response.channel = Channel::Sms;
    response.receivedAt = row.receivedAt;
    response.reference = "sms " + row.id.toString();
    response.note = fault + "\n" + row.content;
    response.clearing = true;
    row.clearingId = neighbours_.capturing->setAside(unit, response, "channel-sms.not-as-agreed").id;
}

void Intake::stop(Unit& unit, const ProviderRow& profile, Incoming& row) const {
    const std::string source = "SMS " + row.id.toString();
    if (row.sender.starts_with('+')) neighbours_.numbers->object(unit, row.sender, Channel::Sms, source);
    // The code of a letter in a STOP means its person, whoever's telephone it is.
    if (row.contactId) neighbours_.gate->object(unit, *row.contactId, Channel::Sms, source);
    if (const auto type = rules_().stopType;
        !type.empty() && row.contactId && neighbours_.capturing->takes(unit, type)) {
        responses::NewResponse response;
        response.type = type;
        response.channel = Channel::Sms;
        response.contactId = row.contactId;
        response.campaignId = row.campaignId;
        response.receivedAt = row.receivedAt;
        response.reference = "sms " + row.id.toString();
        response.note = row.content;
        response.clearing = true; // the objection holds, whatever the type asks for besides
        const auto captured = neighbours_.capturing->capture(unit, response);
        if (captured.outcome == responses::Outcome::Clearing)
            row.clearingId = captured.id;
        else
            row.responseId = captured.id;
    }
    answerStop(unit, profile, row);
}

/// One confirmation a day to a number, where the profile has one.
void Intake::answerStop(Unit& unit, const ProviderRow& profile, const Incoming& row) const {
    const auto since = unit.now().plus(-std::chrono::hours(24));
    if (profile.profile.stopAnswer.empty() || !row.sender.starts_with('+') ||
        unit.number("channel-sms.answers-to", {{"recipient", row.sender}, {"since", since}}) > 0)
        return;
    Message message;
    message.id = unit.newId();
    message.profileId = profile.id;
    message.contactId = row.contactId;
    message.recipient = row.sender;
    message.content = profile.profile.stopAnswer;
    message.createdAt = unit.now();
    measure(profile.profile, message);
    unit.run("channel-sms.insert-message", message);
    JobRequest request;
    request.uniqueKey = message.id.toString();
    unit.enqueue(kSendJob, SendJob{message.id}, request);
}

void Intake::reply(Unit& unit, const ProviderRow& profile, Incoming& row, const std::string& code) const {
    responses::NewResponse response;
    response.type = rules_().replyType;
    for (const auto& word : wordsOf(lowered(row.content), false))
        for (const auto& keyword : profile.profile.keywords)
            if (lowered(keyword.word) == word) response.type = keyword.responseType;
    response.channel = Channel::Sms;
    response.receivedAt = row.receivedAt;
    response.reference = "sms " + row.id.toString();
    response.note = row.sender + "\n" + row.content;
    if (!code.empty()) response.code = code;
    // A piece's code says who; whose telephone it was is another matter.
    response.contactId = row.pieceId && !code.empty() ? std::nullopt : row.contactId;
    response.campaignId = row.campaignId;
    const bool sure = row.matched == Matched::Code || row.matched == Matched::Sender;
    const bool typed = !response.type.empty() && neighbours_.capturing->takes(unit, response.type);
    response.clearing = true;
    const auto captured =
        sure && typed ? neighbours_.capturing->capture(unit, response)
                      : neighbours_.capturing->setAside(unit, response,
                                                        sure ? "channel-sms.unread" : "channel-sms.no-match");
    (captured.outcome == responses::Outcome::Clearing ? row.clearingId : row.responseId) = captured.id;
}

} // namespace rejoinder::sms
