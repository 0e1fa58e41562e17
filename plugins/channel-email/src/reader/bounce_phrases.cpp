#include "bounce_phrases.h"

namespace rejoinder::email {

namespace {

using enum BounceReason;

constexpr BouncePhrases kPhrases[] = {
    // Who checks the sender says so plainly, often within a longer refusal.
    {AuthenticationFailed,
     "dmarc|spf check|spf record|spf fail|spf validation|spf: fail|failed spf|dkim|"
     "sender policy framework|spf (sender|sender id * fail|is not allowed to send mail from|"
     "spf.pobox.com|openspf.org|authentication-check failed|doesn't pass authentication|"
     "unauthenticated email|unauthenticated mail|is not authenticated|"
     "not have authentication information"},
    {NotAccept, "null mx|nullmx|null-mx|no smtp service|no mx record found|couldn't find a mail exchanger"},
    {HostUnknown, "account or domain may not exist"},
    {Rejected, "sending to/from an address|domain of sender"},
    {RequirePtr, "mismatches client ip"},
    {HasMoved, "recipient no longer on server"},
    {SecurityError, "unauthenticated sender|must issue a starttls"},
    {NotCompliant, "addresses in from"},
    {PolicyViolation, "content presents a potential|protocol violation"},
    {Rejected, "google groups|google グループ|google 網路論壇|permission to post|berechtigungen * gruppe|"
               "autorisé à lui envoyer|permisos necesarios para publicar"},
    {RequirePtr, "reverse dns|ptr record|no ptr|missing ptr|without ptr|without a ptr|"
                 "cannot find your hostname|cannot find your reverse hostname|cannot resolve your address|"
                 "unresolvable relay host name|unverifyable sending ip|reverse lookup|reverse mapping|"
                 "reverse address|rdns|no matches to nameserver query|client host rejected: cannot find your|"
                 "domain does not resolve to ip|helo * does not resolve"},
    {TooFast, "too many recipients this hour|sending rate|sent too many messages|too many messages from|"
              "rate that prevents|please try again slower|sending too fast|receiving mail too quickly|"
              "receiving mail at a rate|rate limit * exceeded"},
    {BadReputation,
     "ip reputation|bad reputation|poor reputation|low reputation|reputation of|reputation score|"
     "user complaints|senderbase|senderscore"},
    {TooManyConnections, "too many connections|too many concurrent|too many simultaneous|too many sessions|"
                         "too many smtp sessions|connection rate limit|connection frequency limited|"
                         "ip frequency limited|connection limit|max number of connections|"
                         "maximum number of connections|exceeded * connections|"
                         "all available ips are at maximum connection|throttl|too many invalid recipients"},
    {Virus, "virus|malware|infected|worm detected|trojan"},
    {NoRelaying, "relay access denied|relaying denied|relay denied|relay not permitted|relaying not allowed|"
                 "relaying is not allowed|relaying prohibited|not permitted to relay|unable to relay|"
                 "no relaying|relay not allowed|we do not relay|not relay|insecure mail relay|"
                 "mail server requires authentication when attempting to send to a non-local|"
                 "isn't in my list of allowed rcpthosts|rcpthosts|not an open relay|is not local"},
    {MailboxFull, "mailbox full|mailbox is full|mailbox quota|mailfolder is full|mailbox has exceeded|"
                  "mailbox exceeded|mailbox size limit|mailbox exceeds|mailbox * exceeded the local limit|"
                  "full mailbox|inbox is full|account is full|account has exceeded|over quota|"
                  "over the allowed quota|over the maximum allowed number of mails|overquota|over disk quota|"
                  "over storage quota|quota exceeded|exceeded quota|exceeds * quota|exceeded * quota|"
                  "exceed * quota|quota violation|quota has been exceeded|disc quota|disk quota|"
                  "disk full * recipient|user has too many messages|user has exhausted allowed storage|"
                  "insufficient * space * mailbox|not enough storage space|storage quota|out of storage|"
                  "exceeded its storage|exceeded storage|would exceed mailbox|recipient * has reached disk|"
                  "too much mail data|user is over|is over quota|destination mailbox has exceeded|"
                  "postfach * voll|speicherplatz * ersch|boîte * pleine|boite * pleine|maildir over|"
                  "mailbox_quota|message store quota|delivery failed: over quota"},
    {SystemFull, "insufficient system storage|insufficient disk space|no space left|mail system full|"
                 "system disk|requested mail action aborted: exceeded storage allocation"},
    {MessageTooBig,
     "message too big|message is too big|message too large|message is too large|"
     "message size exceeds|exceeds * message size|exceeded maximum inbound message size|"
     "exceeds maximum|size limit|maximum message size|message length exceeds|line limit exceeded|"
     "nachricht * zu gro|mail size|max message size"},
    {NotCompliant,
     "rfc 5321|rfc 5322|rfc5322|rfc 2822|rfc 822|multiple from|not rfc|duplicate header|bare lf|"
     "bare newline|missing required header"},
    {ContentRefused,
     "attachment|forbidden file|extension * not allowed|message filtered. please see the faqs|"
     "improper mail header|we don't accept * charset"},
    {LimitExceeded, "too many recipients|recipients limit|recipient limit|limit exceeded"},
    {HasMoved, "has moved|mailbox moved|has been replaced by|has changed * address|new address is|"
               "nicht mehr * neue adresse"},
    {Blocked, "refused to talk to me"},
    {Suspended, "disabled|suspended|discontinued|deactivated|inactive|not active|is frozen| locked|"
                "account is blocked|account blocked|account closed|account has been closed|account expired|"
                "account * has expired|account is unavailable|account has been|account is on hold|"
                "on vacation|invalid/inactive|mailbox unavailable * not receiving|is not receiving mail|"
                "is temporarily unavailable|sorry your message to * cannot be delivered. this|compte * bloqu|"
                "compte * inactif|konto * gesperrt|we have temporarily|prohibited * from receiving|"
                "user's account|this mailbox is no longer"},
    // What came before is particular; from here on the words overlap more.
    {Filtered, "recipient preferences|due to recipient|user preference|recipient filter|filtered by|"
               "message filtered|domain filter|rejected by the * filter|rejected due to user|user reject|"
               "user refuse|rejected by recipient|because the recipient is only accepting|"
               "because the recipient * not accept|recipient * not accepting mail|not accepting mail from|"
               "has restricted|listed in my * list|"
               "we failed to deliver mail because the following address recipient id refuse|"
               "refuse to receive|refused by recipient|permission to send messages|"
               "you are not allowed to send|not permitted to send to this|message rejected by the user|"
               "domain is not in my rcpt"},
    {Rejected, "but sender was rejected"},
    {Blocked, "client host * rejected|client host rejected|blocked using|blocked by|blocked for|"
              "blocked - see|is blocked|ip blocked|blocked ip|has been blocked|been temporarily blocked|"
              "on our block list|our block list|blocklist|block list|blacklist|black list|black-list|"
              "spamhaus|spamcop|sorbs|dnsbl| rbl|rbl |listed at|listed on|is listed in|banned|bad ip|"
              "ip address * not allowed|ip address * rejected|your ip|dynamic ip|dynamic/residential|"
              "your host|your server|your network|connections will not be accepted from|"
              "connection refused by|connection dropped|not accepted from this ip|hinet-|bot network|"
              "invalid helo|bad helo|helo command rejected|helo name|due to abuse|access denied...|"
              "service refus"},
    {Spam, "spam|ube,|bulk mail|unsolicited|content rejected|content was rejected|looks like * junk|"
           "message content|rejected by content|high probability of|message looks suspicious|surbl|"
           "uribl|rejected by * scanner|denied by * filter|classified as"},
    {PolicyViolation,
     "policy|policies|network not allowed|not allowed by * rule|administrative prohibition|"
     "administratively prohibited|administrator * does not allow|suspicious|delivery restrictions|"
     "denied by"},
    {NotAccept, "doesn't receive email|does not accept mail|doesn't accept mail|do not accept mail|"
                "does not receive mail|does not accept any mail|smtp protocol * not accept|no mail service"},
    {MailerError, "mailer error|pipe to |child process of|command failed|command died|unknown mailer error|"
                  "can't create (user) output file|/var/mail|x-unix; |exitcode|exit status|procmail"},
    {NetworkError, "hop count|too many hops|mail loop|routing loop|mail forwarding loop|loops back to|"
                   "message probably in a|network error|network is unreachable|no route to host|"
                   "dns records for the destination|name server reply|dns error|dns failure|"
                   "dns temporary failure|dns lookup|dns-based|dns query failed|lookup failure|"
                   "unable to resolve|connection reset|destination server is not|mx host"},
    {HostUnknown,
     "host unknown|unknown host|host not found|domain not found|unknown domain|domain unknown|"
     "no such domain|no such host|name or service not known|domain name not found|"
     "couldn't find any host|cannot find any host|couldn't be found|nxdomain|"
     "unrouteable mail domain|domain does not exist|domain must exist|domain is not reachable|"
     "invalid domain name|illegal host/domain|bad destination host|bad destination system|"
     "mail domain mentioned in email address is unknown|recipient domain must|no mail server for"},
    {NetworkError, "name service error"},
    {UserUnknown,
     "recipientnotfound|user unknown|unknown user|unknown recipient|unknown local|unknown address|"
     "unknown account|unknown mailbox|unknown or illegal|unknown virtual|recipient unknown|"
     "address unknown|addressee unknown|account unknown|mailbox unknown|no such user|"
     "no such recipient|no such person|no such mailbox|no such address|no such account|"
     "no such local|no such name|no mailbox|no user |no account|no local mailbox|no recipient|"
     "no valid recipient|no mail box|not a known user|not a valid|not a user|not a registered|"
     "not a local|is not known|not known at|not known here|user not found|recipient not found|"
     "recipient * not found|mailbox not found|account not found|address not found|name not found|"
     "not found on|not listed in|not listed|invalid recipient|invalid mailbox|invalid address|"
     "invalid user|invalid final delivery|invalid local|invalid account|address is invalid|"
     "address invalid|mailbox is invalid|bad destination|bad address|bad recipient|bad mailbox|"
     "doesn't have a|doesn't handle mail for|does not have a|does not have an|user doesn't exist|"
     "user * does not exist|user does not exist|account * does not exist|"
     "account that you tried to reach|address * does not exist|recipient * does not exist|"
     "mailbox * does not exist|address does not|address doesn't exist|does not exist here|"
     "does not exist on|unrouteable address|unroutable address|undeliverable address|"
     "rejected: undeliverable|no longer valid|no longer exists|no longer available|"
     "no longer works|no longer employed|no longer in use|is wrong or|user * unknown|"
     "could not be found|not a mailbox|destination addresses were unknown|mailbox currently|"
     "we have been unable to * recipient|unbekannt|existiert nicht|n'existe pas|inconnu|"
     "recipient address rejected: access denied|user not exist|ambiguous"},
    {Rejected, "sender rejected|sender address rejected|sender denied|sender not|sender is not|"
               "sender domain|sender verify|sender unknown|sender invalid|invalid sender|unknown sender|"
               "from: domain|valid from|from address|email address is not verified|send mail as|"
               "not allowed to post|unable to verify|address is denied|reject * sender"},
    {Expired, "retry timeout|retry time not reached|delivery time expired|delivery expired|expired|"
              "not responding|connection timed out|connection time|timed out|time out|timeout|"
              "connection refused|could not connect|unable to connect|"
              "unable to establish an smtp connection|establish an smtp|"
              "did not accept our requests to connect|was not delivered within|delivery was delayed|"
              "delivery has been delayed|has been delayed|too old|in the queue too long|"
              "not been able to deliver|deferred|could not be delivered for more than|multiple retries|"
              "all hosts|undelivered * days|after * days|after * hours"},
    {SecurityError, "not authorized|authentication required|authentication failed|security|encryption"},
    {UserUnknown, "mailbox does not exist|wasn't found"},
    {Rejected, "sender address"},
    {Blocked, "access denied|connection rejected|connections not accepted|not accepting connections|"
              "no access from|mail from * refused"},
    {SystemError, "system error|transaction failed|currently unavailable|write error|system config|"
                  "configuration error|local error|internal error|internal server error|temporary problem|"
                  "temporary local problem|server error|server configuration|i/o error|unable to process|"
                  "service not available|remote server does not support|does not support|interrupted|"
                  "could not be handled|resources temporarily unavailable|out of memory"},
    {SyntaxError, "syntax error|bad sequence|command unrecognized|unrecognized command|command not implement|"
                  "parameter"},
};

constexpr BouncePhrases kVague[] = {
    {OnHold, "on hold"},
    {UserUnknown, "address rejected|mailbox unavailable|not found"},
    {Rejected, "does not exist"},
    {Blocked, "550 rejected"},
    {SystemError, "temporary failure|service unavailable"},
    {Expired, "continue trying|will be retried|giving up|too long"},
};

} // namespace

std::span<const BouncePhrases> bouncePhrases() noexcept {
    return kPhrases;
}

std::span<const BouncePhrases> vaguePhrases() noexcept {
    return kVague;
}

} // namespace rejoinder::email
