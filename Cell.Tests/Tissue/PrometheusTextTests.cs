using Cell.Genome;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class PrometheusTextTests
{
    [Test]
    public void Every_figure_has_its_help_its_type_and_its_value() => Assert.That(
        PrometheusText.Of(new CellVitals(0.25, 1024, new Dictionary<Role, double>(), 1.5, 0, 7, 3, true)),
        Is.EqualTo("""
            # HELP cell_cpu_ratio Cores used / cores allowed.
            # TYPE cell_cpu_ratio gauge
            cell_cpu_ratio 0.25
            # HELP cell_resident_bytes Resident memory.
            # TYPE cell_resident_bytes gauge
            cell_resident_bytes 1024
            # HELP cell_pages Pages stored (api) or crawled since the start (crawler).
            # TYPE cell_pages gauge
            cell_pages 7
            # HELP cell_pages_per_second Pages a second over 10 s.
            # TYPE cell_pages_per_second gauge
            cell_pages_per_second 1.5
            # HELP cell_answers_per_second Client answers a second over 10 s.
            # TYPE cell_answers_per_second gauge
            cell_answers_per_second 0
            # HELP cell_frontier_waiting URLs due now or later.
            # TYPE cell_frontier_waiting gauge
            cell_frontier_waiting 3

            """));

    [TestCase(BrakeLevel.Running, 0)]
    [TestCase(BrakeLevel.Paused, 1)]
    [TestCase(BrakeLevel.Dead, 2)]
    public void The_brake_is_a_figure(int level, int figure) =>
        Assert.That(PrometheusText.Of(Brake.None with { Level = (BrakeLevel)level }), Does.EndWith($"# TYPE cell_brake gauge\ncell_brake {figure}\n"));

    [Test]
    public void What_cannot_be_measured_is_left_out()
    {
        var text = PrometheusText.Of(new CellVitals(null, null, new Dictionary<Role, double>(), 0, 0, 0, null, null));
        Assert.That(text, Does.Not.Contain("cell_cpu_ratio").And.Not.Contain("cell_resident_bytes").And.Not.Contain("cell_frontier_waiting").And.Contain("cell_pages 0\n"));
    }

    [Test]
    public void What_is_left_of_certificate_and_genome_is_told_in_seconds() => Assert.That(
        PrometheusText.Ends(TimeSpan.FromSeconds(90.7), TimeSpan.FromDays(1)), Does.Contain("\ncell_certificate_seconds_left 90\n").And.Contain("\ncell_genome_seconds_left 86400\n"));
}
