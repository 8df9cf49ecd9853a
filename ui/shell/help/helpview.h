// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDialog>

class QTextBrowser;

namespace Lockstep {

/// The help of a page, beside the window: what is shown, where it comes from, what can be done, and the terms. It shows no text of others.
class HelpView : public QDialog
{
    Q_OBJECT
public:
    explicit HelpView(QWidget *parent = nullptr);

    /// \a title: the page's, without its mnemonic.
    void showPage(const QString &name, const QString &title);
    QString text() const;

private:
    QTextBrowser *m_text;
};

} // namespace Lockstep
