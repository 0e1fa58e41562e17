#pragma once
#include <rejoinder/contract/contacts.h>

/// What contacts offers a plugin that receives persons: who it may be, a new one, an address that was
/// corrected.
namespace rejoinder::contacts {

/// Somebody who may be the person that was asked for.
struct Likely {
    Contact contact;
    std::int32_t score = 0;           ///< 0 to 100
    bool sure = false;                ///< as sure as may be merged without looking
    std::vector<std::string> reasons; ///< the fields that agree: "email", "family"
};

/// An address as it is today, from somebody who knows: the post, a payer, the person itself.
struct CorrectedAddress {
    std::string street, houseNumber, addressLine2, postcode, city, country;
};
REJOINDER_DESCRIBE(CorrectedAddress, street, houseNumber, addressLine2, postcode, city, country)

/// All of a contact that says where it lives.
struct Residence {
    std::string street, houseNumber, addressLine2, postcode, city, region, country, careOf, building, poBox,
        district, addressLines;
    bool addressUndeliverable = false;
    bool operator==(const Residence&) const = default;
};
REJOINDER_DESCRIBE(Residence, street, houseNumber, addressLine2, postcode, city, region, country, careOf,
                   building, poBox, district, addressLines, addressUndeliverable)

/// Where a contact lives.
inline Residence residenceOf(const Contact& c) {
    return {c.street,
            c.houseNumber,
            c.addressLine2,
            c.postcode,
            c.city,
            c.region,
            c.country,
            c.careOf,
            c.building,
            c.poBox,
            c.district,
            c.addressLines,
            c.addressUndeliverable};
}

class People {
public:
    static constexpr std::string_view kName = "contacts.people";
    static constexpr Version kVersion{1, 1, 0};
    virtual ~People() = default;
    /// Who this may be already, best first, at most 20; the same rules as for duplicates. Half a record is
    /// enough.
    virtual std::vector<Likely> likely(Unit& unit, const Contact& like) = 0;
    /// Adds a person, cleaned as everywhere. @throws Error Invalid naming all faults, Conflict when the
    /// external key is taken
    virtual Contact add(Unit& unit, Contact contact) = 0;
    /// Puts the address right, which is deliverable again then; `source` says who knew. @returns false when
    /// it was that already or the person is erased. @throws Error Invalid naming all faults
    virtual bool correctAddress(Unit& unit, Id contact, const CorrectedAddress& address,
                                std::string_view source) = 0;
    /// Takes a correction back: the place is `before` again, if it is still `corrected`; who changed it since
    /// knew better. @returns whether it was put back.
    virtual bool takeCorrectionBack(Unit& unit, Id contact, const Residence& before,
                                    const Residence& corrected, std::string_view source) = 0;
};

} // namespace rejoinder::contacts
