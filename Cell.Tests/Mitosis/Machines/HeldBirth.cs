using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>A real division that was brought to one of its moments and waits there.</summary>
internal sealed class HeldBirth(StemPool pool, Founder mother, string machine, BirthPoint point)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const string StopSshd = "kill -STOP $(systemctl show --property=MainPID --value ssh)";
    private const string WakeSshd = "kill -CONT $(systemctl show --property=MainPID --value ssh)";
    private readonly HashSet<string> told = [];
    private readonly List<(string Step, TaskCompletionSource Told)> awaited = [];

    /// <summary>The mother's end of it.</summary>
    public Task<DivideEnd> Division { get; private set; } = Task.FromResult(new DivideEnd(0, "", []));

    /// <summary>The system call at which it was.</summary>
    public string Where { get; private set; } = "";

    public BirthPoint Point => point;

    public StemPool Pool => pool;

    public string Machine => machine;

    public Founder Mother => mother;

    /// <summary>Starts the division and waits until it is there. Fails when it is anywhere else.</summary>
    public async Task ReachAsync()
    {
        var mothersPlan = mother.Data + "-faults";
        Directory.CreateDirectory(mothersPlan);
        if (point.Rule.Length > 0)
        {
            await Faults.PlanAsync(machine, point.Rule);
        }
        else
        {
            await Nursery.ShellAsync(machine, StopSshd);
        }

        Division = pool.DivideAsync(mother, machine, step => Hear(step.Name));
        if (point.Rule.Length == 0)
        {
            await ToldAsync("ticket");
        }
        else
        {
            Where = (await Faults.MetAsync(machine, point.Mark, Patience)).Trim();
            Assert.That(Where, Is.Not.Empty, $"{machine}: the birth never came to \"{point}\": {(Division.IsCompleted ? (await Division).Detail : "it is under way")}");
        }

        if (point == BirthPoint.Prove || point == BirthPoint.Remember)
        {
            // Her journal takes one write for the commit and one for the end.
            await File.WriteAllTextAsync(Path.Combine(mothersPlan, "plan"), $"hold {(point == BirthPoint.Prove ? 0 : 1)} * write */journal-log.db\n");
            await Faults.GoOnAsync(machine);
            await Eventually.IsTrueAsync(() => File.Exists(Path.Combine(mothersPlan, "held")) || Division.IsCompleted, Patience, $"{machine}: the mother writes into her journal");
            Where = $"{Where}, {(await File.ReadAllTextAsync(Path.Combine(mothersPlan, "held"))).Trim()}";
        }

        if (point.IsFull)
        {
            return;
        }

        var step = await Nursery.ShellAsync(machine, "sed -n 's/.*\"step\": \"\\(.*\\)\".*/\\1/p' /var/lib/cell-receptor/state.json 2>/dev/null || true");
        Assert.That(step, Is.EqualTo(point.State), $"{machine} is not at \"{point}\"");
    }

    /// <summary>What waits on the machine and in the mother goes on.</summary>
    public async Task GoOnAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(mother.Data + "-faults", "go"), "");
        await Nursery.ShellAsync(machine, $"rm -f /run/faults/plan; mkdir -p /run/faults; touch /run/faults/go; {WakeSshd} 2>/dev/null || true");
    }

    private Task Hear(string step)
    {
        lock (told)
        {
            told.Add(step);
            awaited.Where(one => one.Step == step).ToList().ForEach(one => one.Told.TrySetResult());
        }

        return Task.CompletedTask;
    }

    private async Task ToldAsync(string step)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (told)
        {
            if (told.Contains(step))
            {
                return;
            }

            awaited.Add((step, heard));
        }

        if (await Task.WhenAny(heard.Task, Division, Task.Delay(Patience, TimeProvider.System, CancellationToken.None)) != heard.Task)
        {
            Assert.Fail($"{machine}: the mother never told of \"{step}\": {(Division.IsCompleted ? (await Division).Detail : string.Join(", ", told))}");
        }
    }
}
