using EntraAppCmdlets.Sandbox.Tests.Support;
using Xunit.Abstractions;

namespace EntraAppCmdlets.Sandbox.Tests.Generated;

public class GeneratedRequestTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Requests_one_after_the_other_lead_to_what_a_model_says(int seed)
    {
        using var client = new SandboxClient(new SandboxSettings { Seed = seed });
        var generator = await NewAsync(client, seed, "seq");
        await generator.RunAsync(2500);
        await generator.CompareAsync();
        Report(client, generator);
    }

    [Fact]
    public async Task Requests_from_eight_sides_at_once_lead_to_what_their_models_say()
    {
        using var client = new SandboxClient(new SandboxSettings { Seed = 3 });
        var generators = new List<RequestGenerator>();
        for (var each = 0; each < 8; each++)
        {
            generators.Add(await NewAsync(client, 100 + each, $"side{each}"));
        }

        await Task.WhenAll(generators.Select(generator => Task.Run(() => generator.RunAsync(700))));
        foreach (var generator in generators)
        {
            await generator.CompareAsync();
        }

        Report(client, [.. generators]);
    }

    private static async Task<RequestGenerator> NewAsync(SandboxClient client, int seed, string name)
    {
        var users = (await client.GetAsync("/users?$select=id")).Expect(200).Value.Select(each => (string)each!["id"]!).ToList();
        return new RequestGenerator(client, seed, name, await client.PrincipalIdAsync("00000003-0000-0000-c000-000000000000"), users);
    }

    private void Report(SandboxClient client, params RequestGenerator[] generators)
    {
        output.WriteLine($"{generators.Sum(each => each.Sent)} requests, {generators.Sum(each => each.Broken)} of them broken or random");
        Assert.DoesNotContain(client.Tenant.Requests, request => request.Status >= 500);
    }
}
