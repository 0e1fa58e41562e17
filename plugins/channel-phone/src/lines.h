#pragma once
#include "records.h"

#include <rejoinder/contract/contacts/numbers.h>

#include <memory>

/// Telephone systems that tell us of calls, the numbers that people call, and what came of those calls.
namespace rejoinder::phone {

/// A telephone system that posts to /cti.
struct Cti {
    Id id;
    std::string name;
    std::string country; ///< whose national numbers it writes, ISO 3166-1 alpha-2
    bool active = true;
    std::int64_t version = 1;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(Cti, id, name, country, active, version, createdAt)

struct NewCti {
    std::string name, country;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100);
        r.at("country").format(Format::Country).says("Whose national numbers it writes");
    }
};
REJOINDER_DESCRIBE(NewCti, name, country)

/// The secret is told once.
struct MadeCti {
    Id id;
    Cti system;
    std::string token;
    static void rules(Rules& r) { r.at("token").says("Stands here only this once"); }
};
REJOINDER_DESCRIBE(MadeCti, id, system, token)

struct ChangeCti {
    Id id;
    std::optional<std::string> name, country;
    std::optional<bool> active;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(100);
        r.at("country").format(Format::Country);
    }
};
REJOINDER_DESCRIBE(ChangeCti, id, name, country, active)

struct CtiList {
    std::vector<Cti> items;
};
REJOINDER_DESCRIBE(CtiList, items)

/// A number that people call, and what a call to it is about.
struct PhoneLine {
    Id id;
    std::string number; ///< E.164
    std::string name;
    std::optional<Id> campaignId, offerId, scriptId;
    std::string language;                      ///< of those who call it, ISO 639-1; "" = any
    std::optional<Date> validFrom, validUntil; ///< both included, UTC; none = always
    std::int32_t callBackMinutes = 5;          ///< a missed caller is called so long after; 0 = never
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(PhoneLine, id, number, name, campaignId, offerId, scriptId, language, validFrom,
                   validUntil, callBackMinutes, version)

struct NewPhoneLine {
    std::string number, name, country;
    std::optional<Id> campaignId, offerId, scriptId;
    std::string language;
    std::optional<Date> validFrom, validUntil;
    std::int32_t callBackMinutes = 5;
    static void rules(Rules& r) {
        r.at("number").notEmpty().max(40).says("As people write it");
        r.at("country").format(Format::Country).defaulted().says("Of a national number");
        r.at("name").notEmpty().max(200);
        r.at("language").max(8).defaulted().says("Of those who call it, ISO 639-1");
        r.at("validFrom").says("First day (UTC) on which a call to it belongs to that campaign");
        r.at("validUntil").says("Last day");
        r.at("callBackMinutes")
            .range(0, 14400)
            .defaulted()
            .says("So long after a missed call its caller is called; 0 = never");
    }
};
REJOINDER_DESCRIBE(NewPhoneLine, number, name, country, campaignId, offerId, scriptId, language, validFrom,
                   validUntil, callBackMinutes)

/// The whole of a line, as it is to be.
struct ChangePhoneLine {
    Id id;
    std::string number, name, country;
    std::optional<Id> campaignId, offerId, scriptId;
    std::string language;
    std::optional<Date> validFrom, validUntil;
    std::int32_t callBackMinutes = 5;
    static void rules(Rules& r) {
        r.at("number").notEmpty().max(40);
        r.at("country").format(Format::Country).defaulted();
        r.at("name").notEmpty().max(200);
        r.at("language").max(8).defaulted();
        r.at("callBackMinutes").range(0, 14400).defaulted();
    }
};
REJOINDER_DESCRIBE(ChangePhoneLine, id, number, name, country, campaignId, offerId, scriptId, language,
                   validFrom, validUntil, callBackMinutes)

struct PhoneLineList {
    std::vector<PhoneLine> items;
};
REJOINDER_DESCRIBE(PhoneLineList, items)

struct FigureQuery {
    std::optional<Date> from, until;
    std::optional<Id> campaignId;
    static void rules(Rules& r) {
        r.at("from").says("First day (UTC); absent: 30 days ago");
        r.at("until").says("Last day; absent: today");
    }
};
REJOINDER_DESCRIBE(FigureQuery, from, until, campaignId)

/// Calls to one number for one campaign.
struct LineFigure {
    std::optional<Id> lineId, campaignId;
    std::string toNumber;
    std::int64_t calls = 0, answered = 0, abandoned = 0, missed = 0, forwarded = 0, callBacks = 0;
    std::int64_t waited = 0, talked = 0; ///< microseconds of all answered calls
    static void rules(Rules& r) {
        r.at("abandoned").says("The caller hung up while it rang");
        r.at("missed").says("Nobody took it");
        r.at("waited").says("Microseconds until answered, of all answered calls");
        r.at("talked").says("Microseconds from answer to end");
    }
};
REJOINDER_DESCRIBE(LineFigure, lineId, campaignId, toNumber, calls, answered, abandoned, missed, forwarded,
                   callBacks, waited, talked)

struct LineFigures {
    std::vector<LineFigure> items;
    Date from, until;
};
REJOINDER_DESCRIBE(LineFigures, items, from, until)

/// Telephone systems, administered.
class CtiBook {
public:
    static CtiList list(Unit& unit);
    /// @throws Error NotFound `channel-phone.no-cti`.
    static Cti find(Unit& unit, Id id);
    static MadeCti create(Unit& unit, const NewCti& wish);
    static Cti change(Unit& unit, Cti cti, const ChangeCti& wish);
    /// A new secret; the old one is worth nothing from now on.
    static MadeCti renew(Unit& unit, Id id);
    /// The active system whose secret stands in the path, or whose name does and whose secret is in a header.
    static std::optional<Cti> admitted(Unit& unit, std::string_view key, std::string_view secret);
};

/// Numbers that people call, administered.
class LineBook {
public:
    LineBook(std::shared_ptr<contacts::Numbers> numbers, std::shared_ptr<campaigns::Campaigns> campaigns)
        : numbers_(std::move(numbers)), campaigns_(std::move(campaigns)) {}
    static PhoneLineList list(Unit& unit);
    /// @throws Error NotFound `channel-phone.no-line`.
    static PhoneLine find(Unit& unit, Id id);
    /// @throws Error Invalid for what is no number, no campaign or no span; Conflict
    /// `channel-phone.line-taken` when the number belongs to another campaign in those days.
    PhoneLine create(Unit& unit, const NewPhoneLine& wish) const;
    PhoneLine change(Unit& unit, const PhoneLine& before, const ChangePhoneLine& wish) const;
    static void remove(Unit& unit, Id id);
    /// The line of a number (E.164) on a day.
    static std::optional<PhoneLine> at(Unit& unit, std::string_view number, Date day);
    static LineFigures figures(Unit& unit, const FigureQuery& query);

private:
    void check(Unit& unit, PhoneLine& line, const std::string& number, const std::string& country) const;
    std::shared_ptr<contacts::Numbers> numbers_;
    std::shared_ptr<campaigns::Campaigns> campaigns_;
};

} // namespace rejoinder::phone
