// Any bytes as a form of either kind: the reader ends, stays within its limits and gives UTF-8; what it read,
// written again, reads the same.
#include <webform/webform.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = text.substr(0, text.find('\n'));
    const auto body = text.substr(std::min(line.size() + 1, text.size()));
    webform::read(line, body);
    webform::read("multipart/form-data; boundary=b", body);
    const auto fields = webform::read("application/x-www-form-urlencoded", body);
    require(fields && fields->size() <= webform::kMostFields);
    std::string again;
    for (const auto& field : *fields) {
        require(webform::utf8Of(field.value) == field.value && webform::utf8Of(field.name) == field.name);
        again += webform::escaped(field.name) + "=" + webform::escaped(field.value) + "&";
    }
    const auto twice = webform::read("application/x-www-form-urlencoded", again);
    require(twice && twice->size() == fields->size());
    for (std::size_t i = 0; i < fields->size(); ++i)
        require((*twice)[i].name == (*fields)[i].name && (*twice)[i].value == (*fields)[i].value);
    return 0;
}
