// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/lab/labstart.h"

#include "ui/lab/labdock.h"
#include "ui/lab/labtour.h"
#include "ui/lab/locallab.h"
#include "ui/shell/mainwindow.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int dockWidth = 290;
}

LabStart::LabStart(MainWindow *window, QString scenario)
    : m_window(window)
    , m_scenario(std::move(scenario))
    , m_lab(std::make_unique<LocalLab>())
{
    connect(m_lab.get(), &LocalLab::ready, this, &LabStart::connectWindow);
    connect(m_lab.get(), &LocalLab::failed, this, [this](const Error &error) { Q_EMIT failed(error.text); });
}

LabStart::~LabStart() = default;

void LabStart::start()
{
    m_lab->start({}, m_scenario);
}

void LabStart::connectWindow()
{
    const QList<LocalLab::ServerState> servers = m_lab->servers();
    ConnectRequest request;
    request.server = servers.first().clientApi.toString();
    request.user = u"admin"_s;
    request.password = QString::fromLatin1(Lab::Lab::adminPassword);
    request.rememberSecret = false;
    connect(m_window->session(), &Session::connected, this, [this] {
        addDock();
        Q_EMIT ready();
    });
    connect(m_window->session(), &Session::connectFailed, this, [this](const Error &error) { Q_EMIT failed(error.text); });
    m_window->connectTo(request);
}

void LabStart::addDock()
{
    if (m_window->findChild<LabDock *>())
        return;
    auto *dock = new LabDock(m_lab.get(), m_window);
    m_window->addTool(dock);
    auto *tour = new LabTour(m_lab.get(), m_window);
    m_window->addTool(tour);
    m_window->addDockWidget(Qt::BottomDockWidgetArea, tour);
    // The lab beside all of it, the tour below the pages alone.
    m_window->setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    tour->setVisible(m_tourOffered);
    connect(tour, &LabTour::over, this, &LabStart::tourOver);
    m_window->resizeDocks({dock}, {dockWidth}, Qt::Horizontal);
}

} // namespace Lockstep
