using EntraAppCmdlets.Sandbox.Tests.Support;
using EntraAppCmdlets.Testing;
using Xunit.Abstractions;

namespace EntraAppCmdlets.Sandbox.Tests.Recordings;

public class RecordingTests(ITestOutputHelper output)
{
    [SharedDataFact]
    public async Task Recorded_traffic_of_the_real_service_is_answered_with_the_same_statuses_properties_and_types()
    {
        var replay = new RecordingReplay();
        foreach (
            var path in System
                .IO.Directory.GetFiles(Path.Combine(SharedData.Folder!, "recordings"), "*.jsonl")
                .Order(StringComparer.Ordinal)
        )
        {
            await replay.RunAsync(path);
        }

        output.WriteLine(
            $"{replay.StatusesRight} of {replay.Statuses} statuses, {replay.PropertiesRight} of {replay.Properties} properties and headers"
        );
        foreach (var difference in replay.Differences)
        {
            output.WriteLine(difference);
        }

        Assert.True(replay.Statuses > 100, "The recordings are not all there.");
        Assert.True(replay.StatusesRight == replay.Statuses, string.Join('\n', replay.Differences.Take(20)));
        Assert.True(replay.PropertiesRight == replay.Properties, string.Join('\n', replay.Differences.Take(20)));
    }
}
