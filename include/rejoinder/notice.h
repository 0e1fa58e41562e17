#pragma once
#include <rejoinder/describe.h>

#include <string>
#include <string_view>

namespace rejoinder {

/// Something that a person should hear about. Publish it in the unit of what happened; the kernel keeps it
/// until the person has read it. It goes to the user, by id or name; where none is named, or the one named is
/// not active any more, to all active users with the permission.
struct Notice {
    static constexpr std::string_view kTopic = "kernel.notice";
    Id userId;
    std::string userName, permission;
    std::string kind;    ///< "operation-failed": consoles have the words, as `notice.<kind>`
    std::string subject; ///< what it is about, as it is shown
    std::string link;    ///< the console's page: "/operations?operation=123"
};
REJOINDER_DESCRIBE(Notice, userId, userName, permission, kind, subject, link)

} // namespace rejoinder
