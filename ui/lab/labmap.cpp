// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/lab/labmap.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr int radius = 26;
constexpr int pulseMs = 700;
constexpr int frameMs = 33;
constexpr qsizetype maxPulses = 60;
constexpr double linkOffset = 7; // the two directions of a link stand apart

QColor mixed(const QColor &a, const QColor &b, double share)
{
    return QColor::fromRgbF(float(a.redF() * (1 - share) + b.redF() * share), float(a.greenF() * (1 - share) + b.greenF() * share),
        float(a.blueF() * (1 - share) + b.blueF() * share));
}

QColor troubleOf(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightness() < 128 ? QColor(0xff, 0x8a, 0x80) : QColor(0xb3, 0x26, 0x1e);
}

} // namespace

LabMap::LabMap(LocalLab *lab, QWidget *parent)
    : QWidget(parent)
    , m_lab(lab)
    , m_servers(lab->servers())
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Servers of the lab"));
    m_clock.start();
    m_frames.setInterval(frameMs);
    connect(&m_frames, &QTimer::timeout, this, [this] {
        m_pulses.removeIf([this](const Pulse &pulse) { return m_clock.elapsed() - pulse.born > pulseMs; });
        if (m_pulses.isEmpty())
            m_frames.stop(); // nothing moves, nothing is painted
        update();
    });
    connect(lab, &LocalLab::traffic, this, &LabMap::showTraffic);
    const auto refresh = [this] {
        m_servers = m_lab->servers();
        update();
    };
    connect(lab, &LocalLab::scenarioChanged, this, refresh);
    connect(lab, &LocalLab::acted, this, refresh);
    if (m_servers.size() > 1)
        choose(m_servers.at(1).name, m_servers.first().name);
}

QSize LabMap::sizeHint() const
{
    return {300, 230};
}

QSize LabMap::minimumSizeHint() const
{
    return {220, 170};
}

QPointF LabMap::placeOf(int index, int count) const
{
    const QPointF centre(width() / 2.0, height() / 2.0);
    if (count <= 1)
        return centre;
    const double angle = -M_PI / 2 + 2 * M_PI * index / count;
    return centre + QPointF(std::cos(angle) * (width() / 2.0 - radius - 14), std::sin(angle) * (height() / 2.0 - radius - 10));
}

QLineF LabMap::lineOf(int from, int to, int count) const
{
    QLineF line(placeOf(from, count), placeOf(to, count));
    if (line.length() < 2 * radius + 4)
        return line;
    const QPointF along((line.dx()) / line.length(), line.dy() / line.length());
    const QPointF aside(-along.y() * linkOffset, along.x() * linkOffset);
    return {line.p1() + along * (radius + 3) + aside, line.p2() - along * (radius + 3) + aside};
}

int LabMap::indexOf(const ServerName &server) const
{
    for (int i = 0; i < m_servers.size(); ++i)
        if (m_servers.at(i).name == server)
            return i;
    return -1;
}

void LabMap::choose(const ServerName &from, const ServerName &to)
{
    m_from = from;
    m_to = to;
    setAccessibleDescription(
        from == to ? tr("Server %1").arg(from.toString()) : tr("Link from %1 to %2").arg(from.toString(), to.toString()));
    update();
    Q_EMIT choiceChanged();
}

// Servers first, then links, round and round.
void LabMap::chooseNext(int step)
{
    QList<std::pair<ServerName, ServerName>> all;
    for (const auto &server : std::as_const(m_servers))
        all.append({server.name, server.name});
    for (const auto &from : std::as_const(m_servers))
        for (const auto &to : std::as_const(m_servers))
            if (from.name != to.name)
                all.append({from.name, to.name});
    if (all.isEmpty())
        return;
    const qsizetype next = (all.indexOf({m_from, m_to}) + step + all.size()) % all.size();
    choose(all.at(next).first, all.at(next).second);
}

void LabMap::showTraffic(const Lab::Network::Traffic &traffic)
{
    if (!isVisible())
        return;
    m_servers = m_lab->servers();
    m_pulses.append({traffic, m_clock.elapsed()});
    if (m_pulses.size() > maxPulses)
        m_pulses.removeFirst();
    if (!m_frames.isActive())
        m_frames.start();
}

void LabMap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLinks(painter);
    paintPulses(painter);
    paintServers(painter);
}

void LabMap::paintLinks(QPainter &painter)
{
    const int count = int(m_servers.size());
    const QColor quiet = mixed(palette().color(QPalette::WindowText), palette().color(QPalette::Window), 0.65);
    for (int from = 0; from < count; ++from)
        for (int to = 0; to < count; ++to) {
            if (from == to)
                continue;
            const QLineF line = lineOf(from, to, count);
            const bool chosen = m_servers.at(from).name == m_from && m_servers.at(to).name == m_to;
            const int losses = m_lab->lossesLeft(m_servers.at(from).name, m_servers.at(to).name);
            QPen pen(chosen ? palette().color(QPalette::Highlight) : quiet, chosen ? 2.5 : 1.2);
            if (losses > 0 || m_servers.at(from).isDown || m_servers.at(to).isDown)
                pen.setStyle(Qt::DashLine);
            painter.setPen(pen);
            painter.drawLine(line);
            const double angle = std::atan2(-line.dy(), line.dx());
            QPolygonF head;
            head << line.p2() << line.p2() - QPointF(std::cos(angle + 0.4) * 8, -std::sin(angle + 0.4) * 8)
                 << line.p2() - QPointF(std::cos(angle - 0.4) * 8, -std::sin(angle - 0.4) * 8);
            painter.setBrush(pen.color());
            painter.drawPolygon(head);
            if (losses > 0) {
                painter.setPen(troubleOf(palette()));
                painter.drawText(QRectF(line.center() - QPointF(40, 18), QSizeF(80, 14)), Qt::AlignCenter, tr("loses %n", nullptr, losses));
            }
        }
}

void LabMap::paintPulses(QPainter &painter)
{
    const int count = int(m_servers.size());
    for (const Pulse &pulse : std::as_const(m_pulses)) {
        const int from = indexOf(pulse.traffic.from);
        const int to = indexOf(pulse.traffic.to);
        if (from < 0 || to < 0)
            continue;
        const QLineF line = lineOf(from, to, count);
        const double age = std::min(1.0, double(m_clock.elapsed() - pulse.born) / pulseMs);
        // What is lost or refused does not arrive.
        const bool arrives = pulse.traffic.kind == Lab::Network::Traffic::Delivered;
        const QPointF at = line.pointAt(arrives ? age : std::min(age, pulse.traffic.kind == Lab::Network::Traffic::Lost ? 0.5 : 0.9));
        if (arrives || age < 0.5) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(palette().color(QPalette::Highlight));
            painter.drawEllipse(at, 4.5, 4.5);
        } else {
            painter.setPen(QPen(troubleOf(palette()), 2.2));
            painter.drawLine(at + QPointF(-5, -5), at + QPointF(5, 5));
            painter.drawLine(at + QPointF(-5, 5), at + QPointF(5, -5));
        }
    }
}

void LabMap::paintServers(QPainter &painter)
{
    const int count = int(m_servers.size());
    for (int i = 0; i < count; ++i) {
        const LocalLab::ServerState &server = m_servers.at(i);
        const QPointF place = placeOf(i, count);
        const bool chosen = m_from == server.name && m_to == server.name;
        const QColor text = palette().color(QPalette::WindowText);
        QPen pen(server.isDown ? troubleOf(palette())
                : chosen       ? palette().color(QPalette::Highlight)
                               : mixed(text, palette().color(QPalette::Window), 0.4),
            chosen ? 3 : 1.5);
        if (server.isDown)
            pen.setStyle(Qt::DashLine);
        painter.setPen(pen);
        painter.setBrush(palette().color(QPalette::Base));
        painter.drawEllipse(place, radius, radius);
        painter.setPen(text);
        const QRectF box(place - QPointF(radius + 14, radius), QSizeF(2 * radius + 28, 2 * radius));
        painter.drawText(
            box, Qt::AlignCenter, server.name.toString().section(u'.', 0, 0) + (server.isDown ? u'\n' + tr("down") : QString()));
    }
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -2, -2));
    }
}

void LabMap::mousePressEvent(QMouseEvent *event)
{
    const int count = int(m_servers.size());
    const QPointF at = event->position();
    for (int i = 0; i < count; ++i)
        if (QLineF(at, placeOf(i, count)).length() <= radius)
            return choose(m_servers.at(i).name, m_servers.at(i).name);
    double nearest = 9;
    for (int from = 0; from < count; ++from)
        for (int to = 0; to < count; ++to) {
            if (from == to)
                continue;
            const QLineF line = lineOf(from, to, count);
            if (line.length() < 1)
                continue;
            const QPointF offset = at - line.p1();
            const double along = (offset.x() * line.dx() + offset.y() * line.dy()) / line.length();
            const double aside = std::abs(offset.x() * line.dy() - offset.y() * line.dx()) / line.length();
            if (along >= 0 && along <= line.length() && aside < nearest) {
                nearest = aside;
                choose(m_servers.at(from).name, m_servers.at(to).name);
            }
        }
}

void LabMap::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down:
        return chooseNext(1);
    case Qt::Key_Left:
    case Qt::Key_Up:
        return chooseNext(-1);
    default:
        QWidget::keyPressEvent(event);
    }
}

void LabMap::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void LabMap::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace Lockstep
