using EntraAppCmdlets.Http;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Graph;

public sealed class UntilVisibleTests
{
    private static readonly GraphRequest AddPassword = GraphRequest
        .Delete("applications/1", PriorState.Lost(IrreversibleWrite.NotKnown))
        .Describe("add a secret");

    [Fact]
    public async Task A_known_answer_of_a_directory_that_lags_is_waited_out_with_growing_pauses()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(_ =>
            bench.Passed < TimeSpan.FromSeconds(30)
                ? ScriptedTransport.Answer(
                    404,
                    """{"error":{"code":"Request_ResourceNotFound","message":"Resource '1' does not exist."}}""",
                    "application/json"
                )
                : ScriptedTransport.Answer(200, "{}", "application/json")
        );

        var response = await bench.RunAsync(c =>
            c.UntilVisibleAsync("add a secret", ct => c.SendAsync(AddPassword, ct), ReplicationErrors.ApplicationWrite, default)
        );

        Assert.Equal(200, response.Status);
        Assert.InRange(bench.Passed, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(34));
        Assert.InRange(bench.Transport.Sent.Count, 8, 14);
        Assert.Equal("Add a secret", bench.Log.Shown.First().Activity);
        Assert.Equal(120, bench.Log.Shown.First().SecondsRemaining);
        Assert.True(bench.Log.Shown.Last().Completed);
    }

    [Fact]
    public async Task What_works_at_once_shows_nothing()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(200, "{}");

        await bench.RunAsync(c =>
            c.UntilVisibleAsync("add a secret", ct => c.SendAsync(AddPassword, ct), ReplicationErrors.ApplicationWrite, default)
        );

        Assert.Empty(bench.Log.Shown);
    }

    [Fact]
    public async Task Any_other_error_surfaces_at_once()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenRefuse(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

        var error = await bench.FailAsync(c =>
            c.UntilVisibleAsync("add a secret", ct => c.SendAsync(AddPassword, ct), ReplicationErrors.ApplicationWrite, default)
        );

        Assert.Equal(403, error.Status);
        Assert.Equal(TimeSpan.Zero, bench.Passed);
    }

    [Theory]
    [InlineData(null, 120)]
    [InlineData(10, 10)]
    public async Task At_the_end_of_the_window_the_last_error_says_how_long_was_waited(int? timeout, int seconds)
    {
        using var bench = new GraphBench();
        bench.Transport.ThenRefuse(404, "Request_ResourceNotFound", "Resource '1' does not exist.");

        var error = await bench.FailAsync(c =>
            c.UntilVisibleAsync(
                "make the app usable",
                ct => c.SendAsync(AddPassword, ct),
                ReplicationErrors.ApplicationWrite,
                default,
                timeout is { } t ? TimeSpan.FromSeconds(t) : null
            )
        );

        Assert.Equal(TimeSpan.FromSeconds(seconds), bench.Passed);
        Assert.Equal(TimeSpan.FromSeconds(seconds), error.Waited);
        Assert.Equal("Request_ResourceNotFound", error.Code);
        Assert.StartsWith("Could not make the app usable: Resource '1' does not exist.", error.Message, StringComparison.Ordinal);
        Assert.Contains(seconds == 120 ? "2 min 0 s" : "10 s", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.IsType<GraphException>(error.InnerException);
    }

    [Fact]
    public async Task Cancellation_ends_the_wait_at_once()
    {
        using var bench = new GraphBench();
        using var cancel = new CancellationTokenSource();
        bench.Transport.ThenRefuse(404, "Request_ResourceNotFound", "Resource '1' does not exist.");

        var running = bench.Client.UntilVisibleAsync(
            "wait",
            ct => bench.Client.SendAsync(AddPassword, ct),
            ReplicationErrors.Read,
            cancel.Token
        );
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.True(bench.Log.Shown.Last().Completed);
    }

    public static TheoryData<string, int, string, string> EarlyAnswers =>
        new()
        {
            {
                nameof(ReplicationErrors.ApplicationWrite),
                404,
                "Request_ResourceNotFound",
                "Resource '1' does not exist or one of its queried reference-property objects are not present."
            },
            { nameof(ReplicationErrors.ApplicationWrite), 409, "Error_MsaAppDoesNotExist", "?" },
            { nameof(ReplicationErrors.ApplicationWrite), 409, "Directory_ConcurrencyViolation", "?" },
            { nameof(ReplicationErrors.MsaApp), 409, "Error_MsaAppDoesNotExist", "?" },
            { nameof(ReplicationErrors.Concurrency), 409, "directory_concurrencyviolation", "?" },
            {
                nameof(ReplicationErrors.ServicePrincipalCreate),
                400,
                "Request_BadRequest",
                "The appId '1' of the service principal does not reference a valid application object."
            },
            {
                nameof(ReplicationErrors.ServicePrincipalCreate),
                403,
                "Authorization_RequestDenied",
                "When using this permission, the backing application of the service principal being created must in the local tenant"
            },
            { nameof(ReplicationErrors.Assignment), 400, "Request_BadRequest", "Not a valid reference update." },
            { nameof(ReplicationErrors.Assignment), 404, "Request_ResourceNotFound", "?" },
            {
                nameof(ReplicationErrors.AssignmentOfNewRole),
                400,
                "Request_BadRequest",
                "Permission being assigned was not found on application '1'"
            },
            { nameof(ReplicationErrors.Grant), 404, "Request_ResourceNotFound", "?" },
            { nameof(ReplicationErrors.PasswordRemove), 400, "Request_BadRequest", "No password credential found with keyId." },
            { nameof(ReplicationErrors.Read), 404, "Request_ResourceNotFound", "?" },
        };

    [Theory]
    [MemberData(nameof(EarlyAnswers))]
    public void Every_known_early_answer_is_recognized(string operation, int status, string code, string message) =>
        Assert.True(Rule(operation)(Error(status, code, message)));

    [Theory]
    [InlineData(nameof(ReplicationErrors.ApplicationWrite), 400, "Request_ResourceNotFound", "?")]
    [InlineData(nameof(ReplicationErrors.ApplicationWrite), 404, "UnknownPath", "?")]
    [InlineData(nameof(ReplicationErrors.ApplicationWrite), 409, "Request_MultipleObjectsWithSameKeyValue", "?")]
    [InlineData(
        nameof(ReplicationErrors.ServicePrincipalCreate),
        403,
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation."
    )]
    [InlineData(nameof(ReplicationErrors.ServicePrincipalCreate), 400, "Request_BadRequest", "One or more properties are invalid.")]
    [InlineData(nameof(ReplicationErrors.Assignment), 400, "Request_BadRequest", "Permission being assigned already exists on the object")]
    [InlineData(
        nameof(ReplicationErrors.Assignment),
        400,
        "Request_BadRequest",
        "Permission being assigned was not found on application '1'"
    )]
    [InlineData(nameof(ReplicationErrors.PasswordRemove), 400, "Request_BadRequest", "?")]
    [InlineData(nameof(ReplicationErrors.Read), 409, "Directory_ConcurrencyViolation", "?")]
    public void Everything_else_is_meant(string operation, int status, string code, string message) =>
        Assert.False(Rule(operation)(Error(status, code, message)));

    private static Func<GraphException, bool> Rule(string operation) =>
        typeof(ReplicationErrors).GetMethod(operation)!.CreateDelegate<Func<GraphException, bool>>();

    private static GraphException Error(int status, string code, string message) =>
        new(new GraphFailure("do it", code, message) { Status = status });
}
