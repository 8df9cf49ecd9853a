// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/help/helpview.h"

#include "ui/shell/help/pagehelp.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
QString section(const QString &title, const QStringList &sentences)
{
    if (sentences.isEmpty())
        return {};
    QString html = u"<h3>"_s + title.toHtmlEscaped() + u"</h3><ul>"_s;
    for (const QString &sentence : sentences)
        html += u"<li>"_s + sentence.toHtmlEscaped() + u"</li>"_s;
    return html + u"</ul>"_s;
}
} // namespace

HelpView::HelpView(QWidget *parent)
    : QDialog(parent)
    , m_text(new QTextBrowser(this))
{
    setObjectName(u"help"_s);
    resize(480, 560);
    m_text->setOpenLinks(false);
    m_text->setAccessibleName(tr("Help"));
    m_text->setFrameShape(QFrame::NoFrame);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false); // a default one looks as if it had the focus
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_text, 1);
    layout->addWidget(buttons);
}

void HelpView::showPage(const QString &name, const QString &title)
{
    //: title of a window; %1: a page
    setWindowTitle(tr("Help: %1").arg(title));
    const PageHelp help = helpOf(name);
    QString html = u"<h2>"_s + title.toHtmlEscaped() + u"</h2>"_s + section(tr("What is shown"), help.shown)
        + section(tr("Where it comes from"), help.from) + section(tr("What can be done"), help.doable)
        + section(tr("Keys of the history"), help.keys);
    if (!help.terms.isEmpty()) {
        html += u"<h3>"_s + tr("Terms").toHtmlEscaped() + u"</h3><dl>"_s;
        for (const QString &key : help.terms) {
            const HelpTerm term = helpTerm(key);
            html += u"<dt><b>"_s + term.name.toHtmlEscaped() + u"</b></dt><dd>"_s + term.meaning.toHtmlEscaped() + u"</dd>"_s;
        }
        html += u"</dl>"_s;
    }
    m_text->setHtml(html);
}

QString HelpView::text() const
{
    return m_text->toPlainText();
}

} // namespace Lockstep
