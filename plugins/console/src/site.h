#pragma once
#include <rejoinder/http.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace rejoinder::console {

/// The built console in memory. Files come compressed from the build (`x.js.br`, `x.js.gz` beside `x.js`);
/// what lies below /assets/ carries a hash in its name and may be kept for ever.
class Site {
public:
    /// Reads all files of a folder; an absent folder or one without index.html makes a site that says so.
    static Site load(const std::filesystem::path& folder);

    /// The file of a path; index.html for every path that names no file, because the browser routes by
    /// itself.
    [[nodiscard]] FileAnswer answer(const FileRequest& request) const;
    [[nodiscard]] bool built() const noexcept { return !index_.empty(); }

private:
    struct File {
        std::string type, etag, plain, gzip, brotli;
    };
    [[nodiscard]] FileAnswer index() const;

    std::map<std::string, File, std::less<>> files_; ///< by path, "/assets/x.js"
    std::string index_;
};

/// True when an Accept-Encoding allows a coding by its name ("br", "gzip;q=0.5", not "br;q=0").
bool accepts(std::string_view acceptEncoding, std::string_view coding);

} // namespace rejoinder::console
