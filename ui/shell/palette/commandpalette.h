// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/palette/palettemodel.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QLineEdit;
class QListView;

namespace Lockstep {

class PaletteFinder;
class Settings;

/// The command palette: a field and a list over the top of the window, in which everything that can be done or gone to is found by a few
/// letters. The keyboard stays in the field; Up and Down choose, Enter does it, Escape or a click elsewhere goes back to where one was.
class CommandPalette : public QFrame
{
    Q_OBJECT
public:
    /// \a window: the widget over whose top it lies. \a settings: where what was used lately is kept; not owned.
    CommandPalette(Settings *settings, QWidget *window);

    PaletteFinder *finder() const { return m_finder; }
    /// Shows it, empty, over these entries.
    void open(const QList<PaletteEntry> &entries);

Q_SIGNALS:
    void closed();

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void close();
    void place();
    void move(int step);
    void setCurrent(int row);
    void choose();
    void showState();
    bool handleKey(int key);

    Settings *m_settings;
    PaletteModel *m_model;
    PaletteFinder *m_finder;
    QLineEdit *m_field;
    QListView *m_list;
    QLabel *m_note;
    QPointer<QWidget> m_before; ///< had the focus
};

} // namespace Lockstep
