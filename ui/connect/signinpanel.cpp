// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connect/signinpanel.h"

#include "http/httpcall.h"
#include "ui/words/presentation.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr double codeSize = 2.2; ///< of the usual text

QFont enlarged(QFont font, double factor)
{
    font.setPointSizeF(font.pointSizeF() * factor);
    return font;
}

QString shown(const QUrl &address)
{
    return QString::fromLatin1(address.toEncoded()); // a name in letters that look like others is seen as what it is
}
} // namespace

SignInPanel::SignInPanel(QWidget *parent)
    : QWidget(parent)
    , m_title(Presentation::plainLabel({}, this))
    , m_text(Presentation::plainLabel({}, this))
    , m_address(Presentation::plainLabel({}, this))
    , m_code(Presentation::plainLabel({}, this))
    , m_open(new QPushButton(this))
    , m_copyAddress(new QPushButton(tr("Copy the &address"), this))
    , m_copyCode(new QPushButton(tr("Copy the &code"), this))
    , m_noBrowser(Presentation::plainLabel(
          tr("No browser could be opened here. Copy the address into one on this machine, or cancel and sign in with a code."), this))
    , m_admin(new QWidget(this))
{
    QFont bold = enlarged(m_title->font(), 1.2);
    bold.setBold(true);
    m_title->setFont(bold);
    m_address->setObjectName(u"signInAddress"_s);
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_code->setObjectName(u"signInCode"_s);
    m_code->setFont(enlarged(QFontDatabase::systemFont(QFontDatabase::FixedFont), codeSize));
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_code->setAlignment(Qt::AlignCenter);
    m_open->setObjectName(u"openAgain"_s);
    m_copyAddress->setObjectName(u"copyAddress"_s);
    m_copyCode->setObjectName(u"copyCode"_s);
    m_noBrowser->hide();

    auto *ways = new QHBoxLayout;
    ways->addWidget(m_open);
    ways->addWidget(m_copyAddress);
    ways->addWidget(m_copyCode);
    ways->addStretch(1);

    QLabel *note = Presentation::plainLabel(tr("The server decides whether this account may have admin rights. If it may not, the page in "
                                               "the browser says that the request was "
                                               "denied, and no answer comes here."),
        m_admin);
    Presentation::setQuiet(note);
    auto *without = new QPushButton(tr("Sign in &without admin rights"), m_admin);
    without->setObjectName(u"withoutAdmin"_s);
    auto *withoutLine = new QHBoxLayout;
    withoutLine->addWidget(without);
    withoutLine->addStretch(1);
    auto *admin = new QVBoxLayout(m_admin);
    admin->setContentsMargins(0, 8, 0, 0);
    admin->addWidget(note);
    admin->addLayout(withoutLine);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addWidget(m_address);
    layout->addWidget(m_code);
    layout->addWidget(m_noBrowser);
    layout->addLayout(ways);
    layout->addWidget(m_admin);

    connect(m_open, &QPushButton::clicked, this, &SignInPanel::open);
    connect(m_copyAddress, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(shown(m_wait.address)); });
    connect(m_copyCode, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_wait.userCode); });
    connect(without, &QPushButton::clicked, this, &SignInPanel::withoutAdminRequested);
}

void SignInPanel::showWait(const SignInWait &wait)
{
    m_wait = wait;
    const bool here = wait.way == SignInWait::Way::Browser;
    m_title->setText(here ? tr("Sign in in the browser") : tr("Sign in with a code"));
    m_text->setText(here
            ? tr("Lockstep has opened a page of %1. It goes on here by itself when you are done there.").arg(wait.address.host())
            : tr("Open this page on any device with a browser, and type the code there. Lockstep goes on by itself when you are "
                 "done. Never give this code to anybody."));
    m_address->setText(shown(wait.address));
    m_address->setVisible(!here);
    m_code->setText(wait.userCode);
    m_code->setVisible(!here);
    m_copyCode->setVisible(!here);
    m_open->setText(here ? tr("&Open again") : tr("&Open it here"));
    m_noBrowser->hide();
    m_text->show();
    m_admin->setVisible(wait.asksForAdmin);
    show();
    if (here)
        open();
}

void SignInPanel::open()
{
    const QUrl address = m_wait.completeAddress.isEmpty() ? m_wait.address : m_wait.completeAddress;
    // Whatever else an address can start, such as a program on this machine, a server does not get to start.
    const bool opened = Http::mayCarryToken(address) && QDesktopServices::openUrl(address);
    m_noBrowser->setVisible(!opened);
    m_text->setVisible(opened || m_wait.way == SignInWait::Way::DeviceCode);
}

} // namespace Lockstep
