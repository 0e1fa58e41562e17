#pragma once
#include "records.h"

#include <rejoinder/http.h>

#include <string>
#include <string_view>
#include <vector>

/// The public pages as HTML: one file each, no script needed, no request but for pictures.
namespace rejoinder::web {

/// What a form's page shows.
struct FormPage {
    const FormRow& form;
    const std::vector<PictureInfo>& pictures;
    std::string language;
    std::string pictureBase; ///< "/f/spring/": pictures lie below it
    std::string token;
    std::string address;     ///< "<code>-<key>" of a proven personal address, "" else
    std::string greeting;    ///< only behind a proven address
    Texts values;            ///< what was typed, by the inputs' names
    Texts faults;            ///< key of the words by input's name
    std::string_view notice; ///< key of words above the form, "" = none
    bool embedded = false, preview = false;
};

/// An answer with that page. Its Content-Security-Policy lets the form's hosts frame it.
FileAnswer formPage(const FormPage& page, int status = 200);

/// A page that only says something: heading and sentences.
struct SmallPage {
    std::string language = "en";
    std::string title;
    std::vector<std::string> sentences;
    std::string button;
    const FormRow* form = nullptr; ///< whose look it has and who may frame it
};
FileAnswer smallPage(const SmallPage& page, int status = 200);

/// The name of an input in a page's HTML id: letters, digits and dashes.
std::string inputId(std::string_view name);

/// Contrast of two colours "#rrggbb" by WCAG 2.2, 1 to 21; 0 when one is none.
double contrast(std::string_view a, std::string_view b) noexcept;

/// The script of the pages (sends once, tells its height) and the one for other people's pages.
std::string_view formScript() noexcept;
std::string_view embedScript() noexcept;

} // namespace rejoinder::web
