// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QStackedWidget>
#include <QTimer>

class QLabel;
class QProgressBar;
class QPushButton;

namespace Lockstep {

/// Shows one of: the content, a loading state, an empty state that says why and what to do, or a failure with its way out.
class StateStack : public QStackedWidget
{
    Q_OBJECT
public:
    explicit StateStack(QWidget *content, QWidget *parent = nullptr);

    void showContent();
    /// After 150 ms, so that quick answers do not flicker. \a text: what is being loaded.
    void showLoading(const QString &text);
    void showEmpty(const QString &title, const QString &explanation, const QString &actionText = {});
    /// The error's sentence as plain text, with "Try again".
    void showError(const Error &error);
    enum State { Content, Loading, Empty, Failed };
    State state() const { return m_state; }
    /// What the state says, as one text: for tests and screen readers. Empty while the content is shown.
    QString message() const;

Q_SIGNALS:
    void retryRequested();
    void actionRequested();

private:
    QWidget *makeLoading();
    QWidget *makeNotice();
    void showNotice(const QString &iconName, const QString &title, const QString &explanation, const QString &actionText);

    State m_state = Content;
    QTimer m_delay;
    QWidget *m_content;
    QLabel *m_loadingText = nullptr;
    QLabel *m_noticeIcon = nullptr;
    QLabel *m_noticeTitle = nullptr;
    QLabel *m_noticeText = nullptr;
    QPushButton *m_noticeButton = nullptr;
    QWidget *m_loading;
    QWidget *m_notice;
};

} // namespace Lockstep
