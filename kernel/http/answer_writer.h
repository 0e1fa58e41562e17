#pragma once
#include "kernel/http/message.h"
#include "kernel/http/transport.h"

#include <ctime>
#include <string>

namespace rejoinder::http {

/// Writes answers with the header fields that every answer carries. One per connection; keeps its buffers.
class AnswerWriter {
public:
    struct Framing {
        bool headOnly = false; ///< the request was HEAD
        bool minorOne = true;  ///< HTTP/1.1
        bool keepAlive = true;
        bool secure = false; ///< adds Strict-Transport-Security
    };

    explicit AnswerWriter(Transport& transport) : transport_(transport) {}
    /// Sends an answer with a body or a file; false when the client is gone.
    bool send(HttpResponse& response, const Framing& framing);
    /// Sends the head of a stream and runs it.
    bool stream(HttpResponse& response, const Framing& framing);
    /// Head and body of an answer after which the connection is closed.
    static std::string render(const HttpResponse& response);

private:
    enum class Length { Known, Chunked, None };
    struct Date {
        std::time_t second = 0;
        char text[40] = {};
        std::size_t length = 0;
    };
    static void writeHead(std::string& head, Date& date, const HttpResponse& response, const Framing& framing,
                          Length length, std::uint64_t bytes);
    bool sendFile(HttpResponse& response, const Framing& framing);
    static void appendDate(std::string& head, Date& date);

    Transport& transport_;
    std::string head_;
    Date date_;
};

} // namespace rejoinder::http
