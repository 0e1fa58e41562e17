#pragma once
#include "kernel/plugin/manifest.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace rejoinder::plugin {

/// In which order plugins start, and which cannot at all.
struct Resolution {
    std::vector<std::string> order;             ///< what is needed stands before who needs it, else by name
    std::map<std::string, std::string> refused; ///< name → reason
};

/// Orders plugins by what they need. `absent` names plugins that exist but are out of the
/// question (switched off, unreadable, two of one name). A pure function of the manifests.
Resolution resolve(const std::vector<Manifest>& plugins, const std::set<std::string>& absent = {});

} // namespace rejoinder::plugin
