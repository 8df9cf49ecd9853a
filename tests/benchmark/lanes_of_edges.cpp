// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// lanes_of_edges FILE: lines "stream_id prev_id …" in order of arrival; resolves them, lays out every row and prints a sum of the
// lanes, so that no work can be left out.

#include "domain/lanes.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdio>
#include <string>
#include <vector>

using Lockstep::Lanes;

namespace {

std::string contentOf(const char *path)
{
    std::string text;
    if (std::FILE *file = std::fopen(path, "rb")) {
        std::fseek(file, 0, SEEK_END);
        text.resize(std::size_t(std::max(0L, std::ftell(file))));
        std::rewind(file);
        text.resize(std::fread(text.data(), 1, text.size(), file));
        std::fclose(file);
    }
    return text;
}

/// Stream id to arrival, open addressing: one array, no allocation for each entry.
class Arrivals
{
public:
    explicit Arrivals(std::size_t count)
        : m_slots(std::bit_ceil(count * 2 + 2), {-1, -1})
    {
    }
    int &at(long long id)
    {
        std::size_t slot = std::size_t(id) * 0x9E3779B97F4A7C15U >> 20;
        for (;; ++slot) {
            auto &entry = m_slots[slot & (m_slots.size() - 1)];
            if (entry.first == id || entry.first == -1) {
                entry.first = id;
                return entry.second;
            }
        }
    }

private:
    std::vector<std::pair<long long, int>> m_slots;
};

} // namespace

int main(int argc, char **argv)
{
    const std::string text = contentOf(argc > 1 ? argv[1] : "");
    std::vector<long long> numbers;
    std::vector<std::size_t> rows;
    numbers.reserve(text.size() / 6);
    const char *at = text.data();
    const char *const end = at + text.size();
    while (at < end) {
        rows.push_back(numbers.size());
        while (at < end && *at != '\n') {
            long long number = 0;
            const char *const after = std::from_chars(at + (*at == ' '), end, number).ptr;
            if (after <= at)
                return 2;
            at = after;
            numbers.push_back(number);
        }
        ++at;
    }
    rows.push_back(numbers.size());
    const int count = int(rows.size()) - 1;
    Arrivals arrivals(numbers.size());
    for (int i = 0; i < count; ++i)
        arrivals.at(numbers[rows[std::size_t(i)]]) = i;
    Lanes lanes;
    std::vector<int> parents;
    int ghosts = 0;
    for (int i = count - 1; i >= 0; --i) {
        parents.clear();
        for (std::size_t k = rows[std::size_t(i)] + 1; k < rows[std::size_t(i) + 1]; ++k) {
            const int arrival = arrivals.at(numbers[k]);
            parents.push_back(arrival < 0 ? Lanes::ghost(ghosts++) : count - 1 - arrival);
        }
        lanes.appendOlder(parents);
    }
    long long sum = 0;
    for (int row = 0; row < lanes.end(); ++row)
        sum += lanes.lane(row);
    std::printf("%d rows, lanes add up to %lld\n", lanes.size(), sum);
    return lanes.size() > 0 ? 0 : 1;
}
