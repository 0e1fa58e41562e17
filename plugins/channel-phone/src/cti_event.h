#pragma once
#include <string>
#include <string_view>
#include <vector>

/// What a telephone system says of a call, in the words of Zammad's generic CTI.
namespace rejoinder::phone {

enum class CtiKind { NewCall, Answer, Hangup };

struct CtiEvent {
    CtiKind kind = CtiKind::NewCall;
    std::string callId, from, to;
    std::string direction; ///< "in" or "out"
    std::vector<std::string> users;
    std::string queue, cause, answeringNumber;
};

/// Reads a form (`user[]=…` as often as there are users) or JSON (`"user"`: a text or a list of texts).
/// @throws Error Invalid with a fault for everything that is missing or unknown; Malformed for what is
/// neither.
CtiEvent readCtiEvent(std::string_view contentType, std::string_view body);

} // namespace rejoinder::phone
