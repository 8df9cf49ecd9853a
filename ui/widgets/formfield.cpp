// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/formfield.h"

#include "ui/words/presentation.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

FormField::FormField(QWidget *input, QWidget *parent)
    : QWidget(parent)
    , m_input(input)
    , m_line(new QWidget(this))
    , m_text(Presentation::plainLabel({}, m_line))
{
    auto *icon = new QLabel(m_line);
    Presentation::setPicture(icon, Presentation::icon(u"error"_s, Presentation::Tone::Critical), 14);
    Presentation::setTone(m_text, Presentation::Tone::Critical);

    auto *line = new QHBoxLayout(m_line);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(5);
    line->addWidget(icon, 0, Qt::AlignTop);
    line->addWidget(m_text, 1);
    m_line->hide();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(input);
    layout->addWidget(m_line);
    // No focus proxy: Qt 6.4 would go back to the input of a field that it meets on its way along the tab order.
}

void FormField::setProblem(const QString &text)
{
    m_text->setText(text);
    m_line->setVisible(!text.isEmpty());
    m_input->setAccessibleDescription(text);
}

QString FormField::problem() const
{
    return m_text->text();
}

} // namespace Lockstep
