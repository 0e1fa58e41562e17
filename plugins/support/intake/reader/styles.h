#pragma once
#include "workbook_model.h"

#include <map>

namespace intake {

namespace sheet = orcus::spreadsheet;

/// Number formats and which cell format uses which; everything else of a style is of no interest here.
class Styles final : public face::import_styles {
public:
    [[nodiscard]] Format formatOf(std::size_t cellFormat) const {
        return cellFormat < formats_.size() ? formats_[cellFormat] : Format{};
    }

    void set_number_format_identifier(size_t id) override { id_ = id; }
    void set_number_format_code(std::string_view s) override { code_ = s; }
    size_t commit_number_format() override {
        codes_[id_] = code_;
        order_.push_back(id_);
        return order_.size() - 1;
    }
    void set_xf_number_format(size_t index) override { numberFormat_ = index; }
    size_t commit_cell_xf() override {
        Format format;
        const auto it = codes_.find(numberFormat_);
        const std::string_view code = it == codes_.end() ? std::string_view() : std::string_view(it->second);
        format.kind = kindOfFormat(numberFormat_, code);
        format.padding = paddingOf(code);
        formats_.push_back(format);
        numberFormat_ = 0;
        return formats_.size() - 1;
    }
    size_t commit_cell_style_xf() override { return numberFormat_ = 0; }
    size_t commit_dxf() override { return numberFormat_ = 0; }

    void set_font_count(size_t) override {}
    void set_font_bold(bool) override {}
    void set_font_italic(bool) override {}
    void set_font_name(std::string_view) override {}
    void set_font_size(double) override {}
    void set_font_underline(sheet::underline_t) override {}
    void set_font_underline_width(sheet::underline_width_t) override {}
    void set_font_underline_mode(sheet::underline_mode_t) override {}
    void set_font_underline_type(sheet::underline_type_t) override {}
    void set_font_underline_color(sheet::color_elem_t, sheet::color_elem_t, sheet::color_elem_t,
                                  sheet::color_elem_t) override {}
    void set_font_color(sheet::color_elem_t, sheet::color_elem_t, sheet::color_elem_t,
                        sheet::color_elem_t) override {}
    void set_strikethrough_style(sheet::strikethrough_style_t) override {}
    void set_strikethrough_type(sheet::strikethrough_type_t) override {}
    void set_strikethrough_width(sheet::strikethrough_width_t) override {}
    void set_strikethrough_text(sheet::strikethrough_text_t) override {}
    size_t commit_font() override { return 0; }
    void set_fill_count(size_t) override {}
    void set_fill_pattern_type(sheet::fill_pattern_t) override {}
    void set_fill_fg_color(sheet::color_elem_t, sheet::color_elem_t, sheet::color_elem_t,
                           sheet::color_elem_t) override {}
    void set_fill_bg_color(sheet::color_elem_t, sheet::color_elem_t, sheet::color_elem_t,
                           sheet::color_elem_t) override {}
    size_t commit_fill() override { return 0; }
    void set_border_count(size_t) override {}
    void set_border_style(sheet::border_direction_t, sheet::border_style_t) override {}
    void set_border_color(sheet::border_direction_t, sheet::color_elem_t, sheet::color_elem_t,
                          sheet::color_elem_t, sheet::color_elem_t) override {}
    void set_border_width(sheet::border_direction_t, double, orcus::length_unit_t) override {}
    size_t commit_border() override { return 0; }
    void set_cell_hidden(bool) override {}
    void set_cell_locked(bool) override {}
    void set_cell_print_content(bool) override {}
    void set_cell_formula_hidden(bool) override {}
    size_t commit_cell_protection() override { return 0; }
    void set_number_format_count(size_t) override {}
    void set_cell_xf_count(size_t) override {}
    void set_cell_style_xf_count(size_t) override {}
    void set_dxf_count(size_t) override {}
    void set_xf_font(size_t) override {}
    void set_xf_fill(size_t) override {}
    void set_xf_border(size_t) override {}
    void set_xf_protection(size_t) override {}
    void set_xf_style_xf(size_t) override {}
    void set_xf_apply_alignment(bool) override {}
    void set_xf_horizontal_alignment(sheet::hor_alignment_t) override {}
    void set_xf_vertical_alignment(sheet::ver_alignment_t) override {}
    void set_cell_style_count(size_t) override {}
    void set_cell_style_name(std::string_view) override {}
    void set_cell_style_xf(size_t) override {}
    void set_cell_style_builtin(size_t) override {}
    void set_cell_style_parent_name(std::string_view) override {}
    size_t commit_cell_style() override { return 0; }

private:
    std::size_t id_ = 0, numberFormat_ = 0;
    std::string code_;
    std::map<std::size_t, std::string> codes_;
    std::vector<std::size_t> order_;
    std::vector<Format> formats_;
};

} // namespace intake
