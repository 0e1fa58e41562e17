#pragma once
#include "company.h"

#include <iosfwd>

namespace rejoinder::demo {

/// The company's last ten months: two campaigns finished, one running, one being planned. Says what it does,
/// and in the end how to sign in and what to look at.
void tell(Company& company, std::size_t people, std::uint64_t seed, std::ostream& out);

} // namespace rejoinder::demo
