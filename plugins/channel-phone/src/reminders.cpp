#include "call_desk.h"

#include <rejoinder/notice.h>

namespace rejoinder::phone {

void remind(Unit& unit, const CallRow& row) {
    JobRequest request;
    request.uniqueKey = row.id.toString() + " " + std::to_string(row.dueAt.micros);
    request.notBefore = row.dueAt;
    unit.enqueue(kDueJob, DueJob{row.id, row.dueAt}, request);
}

void comeDue(Unit& unit, const DueJob& job, contacts::Directory& directory) {
    const auto row = unit.one<CallRow>("channel-phone.find-call", {{"id", job.callId}});
    if (!row || row->state != CallState::Open || row->dueAt != job.at) return;
    const auto contact = directory.find(unit, row->contactId);
    Notice notice;
    notice.userName = row->reservedFor;
    notice.permission = "channel-phone.call"; // where it is nobody's, or whose it is has left
    notice.kind = "call-back-due";
    if (contact) {
        notice.subject = contact->givenName;
        for (const auto* part : {&contact->familyName, &contact->companyName})
            if (!part->empty()) notice.subject += (notice.subject.empty() ? "" : " ") + *part;
    }
    if (notice.subject.empty()) notice.subject = row->phone;
    notice.link = "/desk?contact=" + row->contactId.toString();
    unit.publish(notice);
}

} // namespace rejoinder::phone
