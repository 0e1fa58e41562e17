#pragma once
#include "page.h"
#include "rate_limit.h"
#include "submissions.h"

namespace rejoinder::web {

/// How often and how fast forms may be sent.
struct SiteRules {
    std::int64_t minSeconds = 2;        ///< from the page to its answer
    std::int64_t tokenHours = 24;       ///< how long a page can be sent
    std::int64_t perAddress = 20;       ///< answers of one address in ten minutes
    std::int64_t perForm = 1'200;       ///< answers of one form in a minute
    std::int64_t looksPerAddress = 300; ///< pages that one address is given in ten minutes
};

/// The public paths: forms, their pictures, personal addresses, confirmations. Thread-safe.
class Site {
public:
    Site(Storage& storage, const Clock& clock, const Tokens& tokens, const Submissions& submissions,
         const Confirmations& confirmations, SubmissionNeighbours neighbours,
         std::function<SiteRules()> rules);

    /// "/f/…": a form, its thanks, its pictures, the scripts.
    FileAnswer form(const PublicRequest& request);
    /// "/r/<code>-<key>": the form for whom we wrote to; with a code alone, or a wrong one, the general form.
    FileAnswer personal(const PublicRequest& request);
    /// "/c/<token>": a consent to e-mails is confirmed.
    FileAnswer confirmation(const PublicRequest& request);

private:
    struct Shown; ///< a form with what its page needs
    FileAnswer show(const PublicRequest& request, const Shown& shown, Answer answer, std::string_view notice,
                    int status) const;
    FileAnswer sent(const PublicRequest& request, const FormRow& form);
    FileAnswer accept(const PublicRequest& request, const Shown& shown, Answer answer, const FormToken& token,
                      const std::string& contentHash) const;
    static FileAnswer thanked(const FormRow& form, const Answer& answer);
    FileAnswer thanks(const PublicRequest& request, const FormRow& form) const;
    FileAnswer picture(const FormRow& form, std::string_view place) const;
    [[nodiscard]] std::string_view tooMany(const PublicRequest& request, const FormRow& form);
    [[nodiscard]] bool looksTooOften(const PublicRequest& request);
    [[nodiscard]] Shown shownOf(FormRow form, const std::string& provenCode) const;
    [[nodiscard]] std::string greetingOf(Unit& unit, const dispatch::Piece& piece) const;

    Storage& storage_;
    const Clock& clock_;
    const Tokens& tokens_;
    const Submissions& submissions_;
    const Confirmations& confirmations_;
    SubmissionNeighbours n_;
    std::function<SiteRules()> rules_;
    RateLimit answers_, looks_;
};

} // namespace rejoinder::web
