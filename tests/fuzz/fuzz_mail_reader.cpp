// Any bytes as a mail: reading must end, and what it says must hold together.
#include "mail_reader.h"

#include <rejoinder/json.h>

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rejoinder::email;
    const auto mail = readMail({reinterpret_cast<const char*>(data), size});
    if (mail.kind == MailKind::Reply || mail.kind == MailKind::AutoReply || mail.kind == MailKind::Delivered)
        require(mail.failures.empty());
    for (const Failure& failure : mail.failures) {
        require(failure.status.empty() || failure.status[1] == '.');
        require(failure.reply.empty() || failure.reply.size() == 3);
        require(failure.diagnostic.size() <= 1000);
    }
    return 0;
}
