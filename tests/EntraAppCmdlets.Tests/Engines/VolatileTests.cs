namespace EntraAppCmdlets.Tests.Engines;

public sealed class VolatileTests
{
    [Fact]
    public void One_id_keeps_one_name_and_ids_that_are_the_same_everywhere_stay() => Assert.Equal(
        ["<id 1> <id 2>", "<id 2> 00000003-0000-0000-c000-000000000000"],
        Volatile.Remove([
            "11111111-0000-0000-0000-000000000000 22222222-0000-0000-0000-000000000000",
            "22222222-0000-0000-0000-000000000000 00000003-0000-0000-c000-000000000000"]));

    [Theory]
    [InlineData("\"EndDateTime\": \"2026-11-21T04:05:06.789+00:00\"", "\"EndDateTime\": \"<time>\"")]
    [InlineData("\"Hint\": \"abc\",", "\"Hint\": \"<hint>\",")]
    [InlineData("\"TotalSeconds\": 1.5E-05,", "\"TotalSeconds\": <duration>,")]
    [InlineData("\"Count\": 12", "\"Count\": 12")]
    [InlineData("\"DisplayName\": \"authentik\"", "\"DisplayName\": \"authentik\"")]
    public void Only_what_differs_from_run_to_run_is_taken_away(string line, string expected) => Assert.Equal([expected], Volatile.Remove([line]));
}
