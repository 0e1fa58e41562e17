#include "lines.h"

#include <digest/digest.h>

namespace rejoinder::phone {

namespace {

constexpr std::size_t kSecretBytes = 24;
constexpr std::int32_t kFigureDays = 30;

/// A telephone system with the digest of its secret.
struct SecretCti {
    Id id;
    std::string name, country;
    bool active = true;
    std::int64_t version = 1;
    Timestamp createdAt;
    std::string tokenHash;
};
REJOINDER_DESCRIBE(SecretCti, id, name, country, active, version, createdAt, tokenHash)

void requireName(Unit& unit, const std::string& name, Id except) {
    const auto other = unit.one<SecretCti>("channel-phone.find-cti-by-name", {{"name", name}});
    if (other && other->id != except)
        throw Error::conflict("channel-phone.cti-twice", "There is a telephone system " + name + " already.");
}

bool holds(const PhoneLine& line, Date day) {
    return (!line.validFrom || *line.validFrom <= day) && (!line.validUntil || day <= *line.validUntil);
}

bool overlap(const PhoneLine& a, const PhoneLine& b) {
    const auto begins = [](const PhoneLine& l) { return l.validFrom ? l.validFrom->days : INT32_MIN; };
    const auto ends = [](const PhoneLine& l) { return l.validUntil ? l.validUntil->days : INT32_MAX; };
    return begins(a) <= ends(b) && begins(b) <= ends(a);
}

} // namespace

CtiList CtiBook::list(Unit& unit) {
    return {unit.all<Cti>("channel-phone.list-cti")};
}

Cti CtiBook::find(Unit& unit, Id id) {
    auto cti = unit.one<Cti>("channel-phone.find-cti", {{"id", id}});
    if (!cti)
        throw Error::notFound("channel-phone.no-cti", "There is no telephone system " + id.toString() + ".");
    return std::move(*cti);
}

MadeCti CtiBook::create(Unit& unit, const NewCti& wish) {
    requireName(unit, wish.name, {});
    const auto token = digest::secretHex(kSecretBytes);
    const Cti cti{unit.newId(), wish.name, wish.country, true, 1, unit.now()};
    unit.run("channel-phone.insert-cti",
             SecretCti{cti.id, cti.name, cti.country, true, 1, cti.createdAt, digest::sha256Hex(token)});
    unit.audit("channel-phone.create-cti", cti.id, cti.name);
    return {cti.id, cti, token};
}

Cti CtiBook::change(Unit& unit, Cti cti, const ChangeCti& wish) {
    cti.name = wish.name.value_or(cti.name);
    cti.country = wish.country.value_or(cti.country);
    cti.active = wish.active.value_or(cti.active);
    requireName(unit, cti.name, cti.id);
    ++cti.version;
    unit.run("channel-phone.update-cti", {{"id", cti.id},
                                          {"name", cti.name},
                                          {"country", cti.country},
                                          {"active", cti.active},
                                          {"version", cti.version}});
    unit.audit("channel-phone.change-cti", cti.id, cti.name);
    return cti;
}

MadeCti CtiBook::renew(Unit& unit, Id id) {
    const auto token = digest::secretHex(kSecretBytes);
    Cti cti = find(unit, id);
    unit.run("channel-phone.renew-cti-token", {{"id", id}, {"tokenHash", digest::sha256Hex(token)}});
    ++cti.version;
    unit.audit("channel-phone.renew-cti-token", id, cti.name);
    return {id, cti, token};
}

std::optional<Cti> CtiBook::admitted(Unit& unit, std::string_view key, std::string_view secret) {
    if (secret.empty()) {
        auto cti = unit.one<Cti>("channel-phone.find-cti-by-token", {{"tokenHash", digest::sha256Hex(key)}});
        return cti && cti->active ? std::move(cti) : std::nullopt;
    }
    const auto named = unit.one<SecretCti>("channel-phone.find-cti-by-name", {{"name", key}});
    if (!named || !named->active || !digest::sameSecret(named->tokenHash, digest::sha256Hex(secret)))
        return std::nullopt;
    return Cti{named->id, named->name, named->country, true, named->version, named->createdAt};
}

PhoneLineList LineBook::list(Unit& unit) {
    return {unit.all<PhoneLine>("channel-phone.list-lines")};
}

PhoneLine LineBook::find(Unit& unit, Id id) {
    auto line = unit.one<PhoneLine>("channel-phone.find-line", {{"id", id}});
    if (!line) throw Error::notFound("channel-phone.no-line", "There is no line " + id.toString() + ".");
    return std::move(*line);
}

void LineBook::check(Unit& unit, PhoneLine& line, const std::string& number,
                     const std::string& country) const {
    Faults faults;
    const auto read = numbers_->read(number, country);
    if (!read)
        faults.add("/number", "channel-phone.no-number", "this is no telephone number");
    else
        line.number = *read;
    if (line.campaignId && !campaigns_->find(unit, *line.campaignId))
        faults.add("/campaignId", "channel-phone.no-campaign", "there is no such campaign");
    if (line.scriptId && unit.number("channel-phone.count-script", {{"id", *line.scriptId}}) == 0)
        faults.add("/scriptId", "channel-phone.no-script", "there is no such script");
    if (line.validFrom && line.validUntil && *line.validUntil < *line.validFrom)
        faults.add("/validUntil", "channel-phone.line-span", "the last day is not before the first");
    faults.raise("channel-phone.invalid-line");
    for (const auto& other : unit.all<PhoneLine>("channel-phone.lines-of-number", {{"number", line.number}}))
        if (other.id != line.id && overlap(other, line))
            throw Error::conflict("channel-phone.line-taken",
                                  "The number belongs to " + other.name + " in some of these days.");
}

PhoneLine LineBook::create(Unit& unit, const NewPhoneLine& wish) const {
    PhoneLine line{unit.newId(),
                   {},
                   wish.name,
                   wish.campaignId,
                   wish.offerId,
                   wish.scriptId,
                   wish.language,
                   wish.validFrom,
                   wish.validUntil,
                   wish.callBackMinutes,
                   1};
    check(unit, line, wish.number, wish.country);
    unit.run("channel-phone.insert-line", line);
    unit.audit("channel-phone.create-line", line.id, line.number);
    return line;
}

PhoneLine LineBook::change(Unit& unit, const PhoneLine& before, const ChangePhoneLine& wish) const {
    PhoneLine line{before.id,         {},
                   wish.name,         wish.campaignId,
                   wish.offerId,      wish.scriptId,
                   wish.language,     wish.validFrom,
                   wish.validUntil,   wish.callBackMinutes,
                   before.version + 1};
    check(unit, line, wish.number, wish.country);
    unit.run("channel-phone.update-line", line);
    unit.audit("channel-phone.change-line", line.id, line.number);
    return line;
}

void LineBook::remove(Unit& unit, Id id) {
    const PhoneLine line = find(unit, id);
    unit.run("channel-phone.delete-line", {{"id", id}});
    unit.audit("channel-phone.delete-line", id, line.number);
}

std::optional<PhoneLine> LineBook::at(Unit& unit, std::string_view number, Date day) {
    for (auto& line : unit.all<PhoneLine>("channel-phone.lines-of-number", {{"number", number}}))
        if (holds(line, day)) return std::move(line);
    return std::nullopt;
}

LineFigures LineBook::figures(Unit& unit, const FigureQuery& query) {
    LineFigures out;
    out.until = query.until.value_or(Date::of(unit.now()));
    out.from = query.from.value_or(Date{out.until.days - kFigureDays});
    if (out.until < out.from)
        throw Error::invalid("/until", "channel-phone.line-span", "the last day is not before the first");
    out.items =
        unit.all<LineFigure>("channel-phone.line-figures", {{"since", out.from.begin()},
                                                            {"until", Date{out.until.days + 1}.begin()},
                                                            {"campaignId", query.campaignId.value_or(Id{})}});
    return out;
}

} // namespace rejoinder::phone
