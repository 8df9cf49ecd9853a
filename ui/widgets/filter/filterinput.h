// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/typed/filterlanguage.h"

#include <QObject>
#include <QPointer>

class QLabel;
class QLineEdit;
class QListWidget;

namespace Lockstep {

/// Makes a line edit a field for the filter language: completions while one types, and a sentence below that says what is wrong and
/// where. The keyboard stays in the field; Up and Down choose a completion, Tab or Enter takes it, Escape puts the list away.
class FilterInput : public QObject
{
    Q_OBJECT
public:
    /// Owned by the edit.
    FilterInput(QLineEdit *edit, QList<FilterField> fields);

    const QList<FilterField> &fields() const { return m_fields; }
    /// Says what is wrong; hidden while nothing is. The owner places it.
    QLabel *note() const { return m_note; }
    /// The last filter that could be understood.
    const Filter &filter() const { return m_filter; }
    /// Reads what is typed; whether the filter is another one than before. What is not finished yet, at the end, is no news before
    /// \a finished.
    bool read(bool finished);
    /// What is wrong though it can be understood: the list cannot do it. Empty takes it away.
    void setObjection(const QString &text);
    bool isChoosing() const;

    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void offer(bool all);
    void take(int row);
    void setCurrent(int row);
    void showNote();
    bool handleKey(int key, Qt::KeyboardModifiers modifiers);

    QLineEdit *m_edit;
    QList<FilterField> m_fields;
    QLabel *m_note;
    QPointer<QListWidget> m_popup;
    QList<FilterCompletion> m_offered;
    Filter m_filter;
    QString m_problem;
    QString m_objection;
    QString m_description; ///< of the field, as it is while nothing is wrong
    bool m_isSaid = false;
};

} // namespace Lockstep
