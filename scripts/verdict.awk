# Reads a TRX file: a row an invariant if rows=1, what each lacks beside it, and the closing line. Exit 1 if any failed or none ran.
BEGIN {
    # 3 what is still missing
    while ((getline line < "scripts/invariants.txt") > 0) lacks[line + 0] = substr(line, index(line, " ") + 1)
    RS = ">"
}

function attribute(name,    at, rest) {
    at = index($0, " " name "=\"")
    if (!at) return ""
    rest = substr($0, at + length(name) + 3)
    return substr(rest, 1, index(rest, "\"") - 1)
}

/<UnitTestResult / { outcome[attribute("testId")] = attribute("outcome") }
/<UnitTest / { test = attribute("id") }
/<TestCategoryItem / {
    category = attribute("TestCategory")
    if (category ~ /^Invariant [0-9]+$/) invariants[test] = invariants[test] " " substr(category, 11)
}

END {
    for (id in outcome) {
        kind = outcome[id] == "Passed" ? "passed" : outcome[id] == "Failed" ? "failed" : "skipped"
        sum[kind]++
        n = split(invariants[id], numbers, " ")
        for (i = 1; i <= n; i++) { tests[numbers[i]]++; by[numbers[i] " " kind]++ }
    }
    if (rows) {
        printf "%-10s %6s %7s %7s %8s  %s\n", "invariant", "tests", "passed", "failed", "skipped", "still missing"
        for (i = 1; i <= 12; i++) printf "%-10d %6d %7d %7d %8d  %s\n", i, tests[i], by[i " passed"], by[i " failed"], by[i " skipped"], lacks[i]
    }
    printf "%d passed, %d failed, %d skipped\n", sum["passed"], sum["failed"], sum["skipped"]
    exit sum["failed"] > 0 || sum["passed"] == 0
}
