// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QAbstractItemView;

namespace Lockstep {

/// A cell's text for the clipboard, where it differs from what is shown: ViewActions::copyRole.
constexpr int rowCopyRole = 0x0100 + 1000; // Qt::UserRole

enum class CopyFormat : quint8 {
    Text, ///< cells separated by tabulators
    Csv, ///< with a line of titles; formulas of spreadsheets are made harmless, as in an export
    Json, ///< an array of objects, by the titles
    Markdown, ///< a table; what Markdown or HTML would take for markup is escaped
};

/// The selected rows of a table or tree in the order they are shown in, with the columns that are shown, in their order. Texts are what
/// ViewActions::copyRole or Qt::DisplayRole say. Empty if there is no selection or no header.
QString selectedRowsAs(const QAbstractItemView *view, CopyFormat format);

} // namespace Lockstep
