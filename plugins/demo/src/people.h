#pragma once
#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// Believable people who do not exist: names, addresses and buying habits, the same for the same seed.
namespace rejoinder::demo {

/// Random numbers that are the same everywhere; the distributions of the standard library differ between
/// systems.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    /// 0 to below 1.
    double share() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
    /// low to high, both possible.
    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(share() * static_cast<double>(high - low + 1));
    }
    bool chance(double probability) { return share() < probability; }
    template <class List>
    const auto& pick(const List& list) {
        return list[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(list.size()) - 1))];
    }

private:
    std::mt19937_64 engine_;
};

struct Person {
    std::string customerNumber; ///< "D10001"
    bool female = false;
    std::string title, givenName, familyName;
    std::string street, houseNumber, postcode, city, country, language;
    std::string email, phone;
    std::int64_t recencyMonths = 0; ///< months since the last order; 99 = never ordered
    std::int64_t orders = 0;
    std::int64_t revenue = 0; ///< francs or euros in all
    std::string segment;      ///< "1 fresh buyers" …
    bool emailConsent = false, phoneConsent = false;
};

/// `count` people; half of them Swiss, the rest German, French and Austrian.
std::vector<Person> makePeople(std::uint64_t seed, std::size_t count);
/// The people as the CSV that a company would export from its shop.
std::string csvOf(const std::vector<Person>& people);

} // namespace rejoinder::demo
