#include "routes.h"

namespace rejoinder::targetgroups {

namespace {

/// Lower case of ASCII, one blank for many.
std::string folded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == ' ' || c == '\t') {
            if (!out.empty() && out.back() != ' ') out += ' ';
        } else {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

class SameAddress final : public Households {
public:
    explicit SameAddress(std::shared_ptr<contacts::Directory> directory) : directory_(std::move(directory)) {}
    std::vector<std::string> of(Unit& unit, std::span<const Id> ids) override {
        std::vector<std::string> keys(ids.size());
        const auto found = directory_->findMany(unit, ids);
        std::size_t next = 0; // in the order asked for, some left out
        for (std::size_t i = 0; i < ids.size() && next < found.size(); ++i) {
            const auto& c = found[next];
            if (c.id != ids[i]) continue;
            ++next;
            const auto& name = c.familyName.empty() ? c.companyName : c.familyName;
            if (name.empty() || c.city.empty()) continue;
            for (const auto* part : {&name, &c.street, &c.houseNumber, &c.postcode, &c.city, &c.country})
                keys[i].append(folded(*part)).append("\n");
        }
        return keys;
    }

private:
    std::shared_ptr<contacts::Directory> directory_;
};

} // namespace

std::shared_ptr<Households> makeHouseholds(Context& context) {
    return std::make_shared<SameAddress>(context.use<contacts::Directory>());
}

} // namespace rejoinder::targetgroups
