using Cell.Tissue;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Cell.Cli;

internal sealed class ControlClientTests
{
    [TestCase("refused", ExitCode.Refused, "This cell keeps no roster.")]
    [TestCase("faulty", ExitCode.Bug, "The cell at {0} answered 500: its log says why.")]
    [TestCase("empty", ExitCode.Bug, "The cell at {0} answered nothing.")]
    public async Task Who_is_not_answered_learns_why_or_where_that_stands(string path, ExitCode code, string message)
    {
        var folder = Directory.CreateTempSubdirectory("cell-");
        try
        {
            var socket = Path.Combine(folder.FullName, "socket");
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
            await using var cell = builder.Build();
            cell.Run(context => context.Request.Path.Value switch
            {
                "/refused" => Door.RefuseAsync(context, StatusCodes.Status409Conflict, "This cell keeps no roster."),
                "/faulty" => throw new InvalidOperationException("nobody foresaw it"),
                _ => Task.CompletedTask,
            });
            await cell.StartAsync();

            using var client = ControlClient.OverSocket(socket);
            var failure = await Assert.ThrowsAsync<CommandFailure>(() => client.PostLinesAsync(
                "/" + path, new CheckOrder(1, []), ControlJson.Default.CheckOrder, ControlJson.Default.CheckRow, _ => { }, CancellationToken.None));
            Assert.That((failure!.Code, failure.Message), Is.EqualTo((code, string.Format(System.Globalization.CultureInfo.InvariantCulture, message, socket)))); // thrown
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
