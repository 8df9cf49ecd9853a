// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/view/historyviewpaint.h"
#include "ui/widgets/darkpalette.h"
#include "ui/words/presentation.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QTest>

#include <array>
#include <cmath>

using namespace Lockstep;
using namespace Qt::StringLiterals;
using Presentation::Tone;

/// Colours are readable, whoever looks and on whatever ground. That nothing is told by colour alone is tst_widgets' business (shapes).
class TonesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textFollowsThePalette();
    void contrast_data() { palettes(); }
    void contrast();
    void colourBlind_data() { palettes(); }
    void colourBlind();

private:
    static void palettes();
};

namespace {
constexpr Tone tones[]{Tone::Quiet, Tone::Good, Tone::Notice, Tone::Warning, Tone::Critical};

using Linear = std::array<double, 3>;

Linear linear(const QColor &colour)
{
    const auto one = [](double value) { return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); };
    return {one(colour.redF()), one(colour.greenF()), one(colour.blueF())};
}

double luminance(const QColor &colour)
{
    const Linear value = linear(colour);
    return 0.2126 * value[0] + 0.7152 * value[1] + 0.0722 * value[2];
}

/// As WCAG 2.1 has it, 1 to 21.
double contrastOf(const QColor &text, const QColor &ground)
{
    const double a = luminance(text);
    const double b = luminance(ground);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

/// How a colour is seen, by Machado, Oliveira and Fernandes (2009), at full severity; CIE L*a*b* of it.
enum class Sight { Full, NoRed, NoGreen, NoBlue };

std::array<double, 3> seen(const QColor &colour, Sight sight)
{
    static constexpr double see[4][3][3]{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
        {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
        {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
        {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};
    const Linear from = linear(colour);
    Linear rgb{};
    for (std::size_t i = 0; i < 3; ++i)
        rgb[i] = std::clamp(see[int(sight)][i][0] * from[0] + see[int(sight)][i][1] * from[1] + see[int(sight)][i][2] * from[2], 0.0, 1.0);
    const double x = (0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505;
    const double y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    const double z = (0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089;
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    return {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

double distance(const QColor &a, const QColor &b, Sight sight)
{
    const auto first = seen(a, sight);
    const auto second = seen(b, sight);
    return std::hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}
} // namespace

void TonesTest::palettes()
{
    QTest::addColumn<QPalette>("palette");
    QTest::newRow("light") << QApplication::style()->standardPalette();
    QTest::newRow("dark") << darkPalette();
}

void TonesTest::textFollowsThePalette()
{
    const QPalette light = QApplication::style()->standardPalette();
    QApplication::setPalette(light);
    QWidget window;
    QLabel quiet(u"quiet"_s, &window);
    Presentation::setQuiet(&quiet);
    QPushButton link(u"link"_s, &window);
    Presentation::setTone(&link, Tone::Notice);
    window.show();
    const auto isRight = [&] {
        const QPalette now = QApplication::palette();
        return quiet.palette().color(QPalette::WindowText) == Presentation::toneColor(Tone::Quiet, now)
            && link.palette().color(QPalette::ButtonText) == Presentation::toneColor(Tone::Notice, now)
            && quiet.palette().color(QPalette::Window) == now.color(QPalette::Window);
    };
    QVERIFY(isRight());
    for (int i = 0; i < 3; ++i) {
        QApplication::setPalette(darkPalette());
        QTRY_VERIFY(isRight());
        QApplication::setPalette(light);
        QTRY_VERIFY(isRight());
    }
    Presentation::setTone(&quiet, Tone::Critical);
    QCOMPARE(quiet.palette().color(QPalette::WindowText), Presentation::toneColor(Tone::Critical, light));
    QApplication::setPalette(darkPalette());
    QTRY_COMPARE(quiet.palette().color(QPalette::WindowText), Presentation::toneColor(Tone::Critical, darkPalette()));
    QApplication::setPalette(light);
}

void TonesTest::contrast()
{
    QFETCH(QPalette, palette);
    for (const Tone tone : tones) {
        for (const QPalette::ColorRole ground : {QPalette::Base, QPalette::Window, QPalette::AlternateBase}) {
            const double contrast = contrastOf(Presentation::toneColor(tone, palette), palette.color(ground));
            QVERIFY2(contrast >= 4.5, qPrintable(u"tone %1 on role %2: %3"_s.arg(int(tone)).arg(int(ground)).arg(contrast)));
        }
    }
}

void TonesTest::colourBlind()
{
    QFETCH(QPalette, palette);
    for (const Sight sight : {Sight::Full, Sight::NoRed, Sight::NoGreen, Sight::NoBlue}) {
        for (const Tone one : {Tone::Good, Tone::Notice, Tone::Warning, Tone::Critical}) {
            for (const Tone other : {Tone::Good, Tone::Notice, Tone::Warning, Tone::Critical}) {
                if (one >= other)
                    continue;
                const double apart = distance(Presentation::toneColor(one, palette), Presentation::toneColor(other, palette), sight);
                QVERIFY2(
                    apart >= 10, qPrintable(u"sight %1: tones %2 and %3: %4"_s.arg(int(sight)).arg(int(one)).arg(int(other)).arg(apart)));
            }
        }
        // Chains of the history.
        const auto lanes = HistoryColours::of(palette, true).lanes;
        for (std::size_t one = 0; one < lanes.size(); ++one) {
            QVERIFY(contrastOf(lanes[one], palette.color(QPalette::Base)) >= 3);
            for (std::size_t other = 0; other < one; ++other) {
                const double apart = distance(lanes[one], lanes[other], sight);
                QVERIFY2(apart >= 20, qPrintable(u"sight %1: lanes %2 and %3: %4"_s.arg(int(sight)).arg(one).arg(other).arg(apart)));
            }
        }
    }
}

QTEST_MAIN(TonesTest)

#include "tst_tones.moc"
