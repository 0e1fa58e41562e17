#pragma once
#include "legs.h"
#include "scripts.h"

#include <rejoinder/plugin.h>

namespace rejoinder::phone {

/// What the routes of lines, calls that come in and scripts work with; asked at every request.
struct CtiParts {
    std::function<Storage&()> storage;
    std::function<const LineBook&()> lines;
    std::function<const Legs&()> legs;
    std::function<const Scripts&()> scripts;
};

/// Declares telephone systems, lines, calls that come in and figures.
void declareCti(Declarations& d, const CtiParts& parts);

/// Declares scripts and their runs.
void declareScripts(Declarations& d, const CtiParts& parts);

} // namespace rejoinder::phone
