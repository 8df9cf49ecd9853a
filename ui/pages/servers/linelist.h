// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QVariantMap>
#include <QWidget>

class QLabel;
class QPushButton;

namespace Lockstep {

/// Lines of plain text, one below the other, each with a button that leads to another page if there is one to lead to.
class LineList : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    struct Line
    {
        QString text = {};
        QString link = {}; ///< what the button says; empty for none
        QString page = {};
        QVariantMap arguments = {};
        bool isQuiet = false;
    };

    /// In place of what was there. A line that only says something else keeps its place, and its button the focus.
    void setLines(const QList<Line> &lines);

Q_SIGNALS:
    void openRequested(const QString &page, const QVariantMap &arguments);

private:
    struct Row
    {
        Line line;
        QLabel *label = nullptr;
        QPushButton *button = nullptr;
    };
    void say(Row &row, const Line &line);
    void rebuild(const QList<Line> &lines);

    QList<Row> m_rows;
};

} // namespace Lockstep
