#pragma once
#include "cells.h"

#include <orcus/spreadsheet/import_interface.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace intake {

namespace face = orcus::spreadsheet::iface;

/// The strings of a workbook, each once as the file has them; formatted segments become one string.
class Strings final : public face::import_shared_strings {
public:
    size_t append(std::string_view s) override;
    size_t add(std::string_view s) override { return append(s); }
    void set_segment_font(size_t) override {}
    void set_segment_bold(bool) override {}
    void set_segment_italic(bool) override {}
    void set_segment_font_name(std::string_view) override {}
    void set_segment_font_size(double) override {}
    void set_segment_font_color(orcus::spreadsheet::color_elem_t, orcus::spreadsheet::color_elem_t,
                                orcus::spreadsheet::color_elem_t, orcus::spreadsheet::color_elem_t) override {
    }
    void append_segment(std::string_view s) override { segments_ += s; }
    size_t commit_segments() override;
    [[nodiscard]] const std::string& at(std::size_t i) const { return list_.at(i); }
    [[nodiscard]] std::size_t size() const noexcept { return list_.size(); }

private:
    std::vector<std::string> list_;
    std::string segments_;
};

/// What the cell formats say of numbers.
struct Format {
    NumberKind kind = NumberKind::Plain;
    std::size_t padding = 0;
};

class Styles;

/// Formats of cells: rectangles in the order in which the file sets them, single cells apart.
class SheetModel final : public face::import_sheet, private face::import_formula {
public:
    SheetModel(std::string name, Strings& strings, bool kept);
    face::import_formula* get_formula() override { return this; }
    void set_auto(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column,
                  std::string_view s) override;
    void set_string(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column,
                    orcus::spreadsheet::string_id_t s) override;
    void set_value(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column, double value) override;
    void set_bool(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column, bool value) override;
    void set_date_time(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column, int year, int month,
                       int day, int hour, int minute, double second) override;
    void set_format(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column, size_t format) override;
    void set_format(orcus::spreadsheet::row_t, orcus::spreadsheet::col_t, orcus::spreadsheet::row_t,
                    orcus::spreadsheet::col_t, size_t) override {}
    void fill_down_cells(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column,
                         orcus::spreadsheet::row_t count) override;
    [[nodiscard]] orcus::spreadsheet::range_size_t get_sheet_size() const override {
        return {1048576, 16384};
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] std::int64_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::int64_t columns() const noexcept { return columns_; }
    /// Writes the sheet as CSV to the descriptor, one line per row. @throws std::bad_alloc
    void write(int descriptor, const Styles& styles, bool origin1904);

private:
    struct CellFormat {
        std::int32_t row = 0, column = 0;
        std::uint32_t format = 0;
    };
    void set_position(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column) override;
    void set_formula(orcus::spreadsheet::formula_grammar_t, std::string_view) override {}
    void set_shared_formula_index(size_t) override {}
    void set_result_string(std::string_view value) override;
    void set_result_value(double value) override { set_value(formulaRow_, formulaColumn_, value); }
    void set_result_bool(bool value) override { set_bool(formulaRow_, formulaColumn_, value); }
    void set_result_empty() override {}
    void commit() override {}
    void put(Cell cell);

    std::string name_;
    Strings& strings_;
    bool kept_;
    std::int64_t rows_ = 0, columns_ = 0;
    std::vector<Cell> cells_;
    std::vector<CellFormat> formats_;
    orcus::spreadsheet::row_t formulaRow_ = 0;
    orcus::spreadsheet::col_t formulaColumn_ = 0;
};

/// The workbook as the parser fills it; only the wanted sheet keeps its cells.
class WorkbookModel final : public face::import_factory,
                            private face::import_global_settings,
                            private face::import_reference_resolver {
public:
    explicit WorkbookModel(std::size_t wanted);
    ~WorkbookModel() override;
    face::import_global_settings* get_global_settings() override { return this; }
    face::import_shared_strings* get_shared_strings() override { return &strings_; }
    face::import_styles* get_styles() override;
    face::import_reference_resolver* get_reference_resolver(
        orcus::spreadsheet::formula_ref_context_t) override {
        return this;
    }
    face::import_sheet* append_sheet(orcus::spreadsheet::sheet_t index, std::string_view name) override;
    face::import_sheet* get_sheet(std::string_view name) override;
    face::import_sheet* get_sheet(orcus::spreadsheet::sheet_t index) override;
    void finalize() override {}
    orcus::spreadsheet::src_address_t resolve_address(std::string_view address) override;

    [[nodiscard]] const std::vector<std::unique_ptr<SheetModel>>& sheets() const noexcept { return sheets_; }
    void setOrigin1904(bool is) noexcept { origin1904_ = is; }
    /// Writes the wanted sheet.
    void write(int descriptor);

private:
    void set_origin_date(int year, int month, int day) override;
    void set_default_formula_grammar(orcus::spreadsheet::formula_grammar_t) override {}
    [[nodiscard]] orcus::spreadsheet::formula_grammar_t get_default_formula_grammar() const override {
        return orcus::spreadsheet::formula_grammar_t::xlsx;
    }
    void set_character_set(orcus::character_set_t) override {}
    orcus::spreadsheet::src_range_t resolve_range(std::string_view range) override;

    std::size_t wanted_;
    bool origin1904_ = false;
    Strings strings_;
    std::unique_ptr<Styles> styles_;
    std::vector<std::unique_ptr<SheetModel>> sheets_;
};

} // namespace intake
