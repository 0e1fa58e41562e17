#include "unpack.h"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <vector>

namespace intake {

namespace {

bool writeAll(int descriptor, const unsigned char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t n = ::write(descriptor, bytes, size);
        if (n <= 0) return false;
        bytes += n;
        size -= static_cast<std::size_t>(n);
    }
    return true;
}

} // namespace

bool unpack(std::string_view packed, int descriptor) {
    constexpr std::size_t kStep = 1U << 30U;
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return false;
    std::vector<unsigned char> out(256 * 1024);
    bool whole = false, fine = true;
    while (fine && !packed.empty()) {
        stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(packed.data()));
        stream.avail_in = static_cast<uInt>(std::min(packed.size(), kStep));
        const std::size_t given = stream.avail_in;
        int state = Z_OK;
        do {
            stream.next_out = out.data();
            stream.avail_out = static_cast<uInt>(out.size());
            state = inflate(&stream, Z_NO_FLUSH);
            fine = (state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR) &&
                   writeAll(descriptor, out.data(), out.size() - stream.avail_out);
        } while (fine && state == Z_OK && stream.avail_out == 0);
        const std::size_t used = given - stream.avail_in;
        packed.remove_prefix(used);
        whole = state == Z_STREAM_END;
        if (!whole && used == 0) break;
        // Behind a member another may follow; padding of zeros may, too.
        if (whole) fine = fine && inflateReset(&stream) == Z_OK;
        if (whole && packed.find_first_not_of('\0') == std::string_view::npos) break;
    }
    inflateEnd(&stream);
    return fine && whole;
}

} // namespace intake
