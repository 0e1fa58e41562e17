#include <rejoinder/describe.h>

#include <stdexcept>

namespace rejoinder {

Rules::Field Rules::at(std::string_view member) {
    for (auto& m : info_.members)
        if (member == m.name) return Field(m.rules);
    throw std::logic_error(info_.name + " has no member " + std::string(member));
}

namespace detail {

std::string jsonName(std::string_view cppName) {
    std::string name(cppName);
    if (!name.empty() && name.front() >= 'A' && name.front() <= 'Z')
        name.front() = static_cast<char>(name.front() - 'A' + 'a');
    return name;
}

} // namespace detail
} // namespace rejoinder
