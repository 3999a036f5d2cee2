using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Owners;

/// <summary>Owners of an application and of its service principal: the two lists are the directory's own, and kept alike here.</summary>
internal sealed class OwnerService(CommandContext work)
{
    private const string OwnerProperties = "id,displayName,userPrincipalName";

    private readonly AppReader _apps = new(work);

    private GraphClient Graph => work.Graph;

    /// <summary>The owners of either object; one who owns both is listed once, with both.</summary>
    /// <exception cref="AppException">AppNotInTenant, ServicePrincipalMissing: the object that is asked for is not here.</exception>
    public async Task<IReadOnlyList<AppOwner>> GetAsync(AppRegistration app, AppOwnerTarget target, CancellationToken cancellationToken)
    {
        var sides = await ReadAsync(app, target, cancellationToken).ConfigureAwait(false);
        return Merge(app, sides);
    }

    /// <summary>Reads the owners and says who would be added where.</summary>
    public async Task<AppChange> PlanAddAsync(
        AppRegistration app,
        IReadOnlyList<Principal> wanted,
        AppOwnerTarget target,
        CancellationToken cancellationToken
    ) =>
        Adding(await CompareAsync(app, wanted, target, cancellationToken, reads: false).ConfigureAwait(false)) with
        {
            NoChangeReason = $"{string.Join(", ", wanted)} {(wanted.Count > 1 ? "own" : "owns")} '{app.DisplayName}' already",
        };

    /// <summary>Reads the owners and says who would be removed where; one who is gone already is no error.</summary>
    public async Task<AppChange> PlanRemoveAsync(
        AppRegistration app,
        IReadOnlyList<Principal> unwanted,
        AppOwnerTarget target,
        CancellationToken cancellationToken
    )
    {
        var difference = await CompareAsync(app, unwanted, target, cancellationToken, add: false).ConfigureAwait(false);
        var sides = difference.Sides;
        return Change(difference, add: false, difference.People) with
        {
            Warnings =
            [
                .. difference.Orphaned.Select(side =>
                    $"{(side.Target == AppOwnerTarget.Application ? "The application" : "The service principal")} of '{app.DisplayName}' will have no owner left."
                ),
            ],
            Absence = new Absence(
                [],
                [
                    .. unwanted
                        .Where(owner => !sides.Any(side => side.Holds(owner.Id)))
                        .Select(owner =>
                            $"{owner} doesn't own {(sides.Count == 1 ? $"the {Words(sides[0].Target)} of " : "")}'{app.DisplayName}'; there is nothing to remove."
                        ),
                ]
            ),
        };
    }

    /// <summary>Reads the owners and compares them with those who are to be added or removed.</summary>
    public async Task<OwnerDifference> CompareAsync(
        AppRegistration app,
        IReadOnlyList<Principal> people,
        AppOwnerTarget target,
        CancellationToken cancellationToken,
        bool add = true,
        bool reads = true
    )
    {
        // Of an app just made here, only what was added here is known; adding one who is there already does no harm.
        var sides =
            !reads && work.Knows(app)
                ? await KnownAsync(app, target, cancellationToken).ConfigureAwait(false)
                : await ReadAsync(app, target, cancellationToken).ConfigureAwait(false);
        return new OwnerDifference(
            app,
            sides,
            target,
            [
                .. from side in sides
                from owner in people
                where side.Holds(owner.Id) != add
                select new OwnerChange(side.Target, side.Id, owner),
            ]
        );
    }

    /// <summary>Adds those who are missing.</summary>
    public AppChange Adding(OwnerDifference difference) => Change(difference, add: true, difference.People);

    /// <summary>Removes those who are there; one who is gone already is no error.</summary>
    public AppChange Removing(OwnerDifference difference) => Change(difference, add: false, difference.People);

    private AppChange Change(OwnerDifference difference, bool add, IReadOnlyList<Principal> people)
    {
        var after = difference.Done(add);
        return new AppChange(
            difference.App,
            after,
            async cancel =>
                // What an old read does not show yet is known by name from the attempt before.
                Change(
                    await CompareAsync(add ? after : difference.App, people, difference.Target, cancel, add).ConfigureAwait(false),
                    add,
                    people
                )
        )
        {
            PlannedAt = null,
            What = $"{(add ? "add owners to" : "remove owners from")} '{difference.App.DisplayName}'",
            Words = difference.InWords(add ? "add" : "remove"),
            Send = async cancel =>
            {
                var sides = await WriteAsync(difference, add, cancel).ConfigureAwait(false);
                return after with { Owners = Merge(after, sides ?? difference.DoneSides(add)) };
            },
        };
    }

    /// <summary>Sends the changes. Where the owners were not read before, they come with the answers.</summary>
    /// <returns>The owners, where they were read; else null.</returns>
    private async Task<IReadOnlyList<OwnerSide>?> WriteAsync(OwnerDifference difference, bool add, CancellationToken cancellationToken)
    {
        var unread = difference.Sides.Where(side => !side.IsRead).ToList();
        var all = await Graph
            .BatchConfirmedAsync(
                [
                    .. difference.Changes.Select(change => add ? Add(difference.App, change) : Remove(difference.App, change)),
                    .. unread.Select(side => ReadRequest(difference.App, side.Target, side.Id)),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
        var answers = all.Take(difference.Changes.Count).ToList();
        var failed = new FailedWrites(ReplicationErrors.ApplicationWrite);
        for (var i = 0; i < answers.Count; i++)
        {
            var change = difference.Changes[i];
            if (answers[i].IsSuccess || IsDoneAlready(difference.App, answers[i], add))
            {
                Guid[] owner = [change.Owner.Id];
                work.Recent.Record(difference.App.AppId, Property(change.Target), add ? owner : [], add ? [] : owner);
            }
            else
            {
                failed.Add(answers[i].ToException());
            }
        }

        failed.ThrowIfAny();

        if (unread.Count == 0)
        {
            return null;
        }

        var reads = all.Skip(difference.Changes.Count).ToList();
        return reads.Find(read => !read.IsSuccess) is { } unanswered
            ? throw unanswered.ToException()
            : await SidesAsync(difference.Done(add), [.. unread.Select(side => (side.Target, side.Id))], reads, cancellationToken)
                .ConfigureAwait(false);
    }

    /// <summary>Another run was quicker, or an answer was lost. A 404 to a removal says so too, unless the app is so young that it may mean "not
    /// yet".</summary>
    private bool IsDoneAlready(AppRegistration app, GraphResponse answer, bool add) =>
        add
            ? answer.Status == 400 && answer.ToException().Says("added object references already exist")
            : (answer.Status == 404 && !work.Recent.Touched(app.AppId))
                || (answer.Status is 400 or 404 && answer.ToException().Says("removed object references do not exist"));

    private GraphRequest Add(AppRegistration app, OwnerChange change) =>
        GraphRequest
            .Post(
                $"{Path(change)}/owners/$ref",
                new DirectoryReference
                {
                    Id = $"{Graph.Endpoint.GetLeftPart(UriPartial.Authority)}/v1.0/directoryObjects/{change.Owner.Id}",
                },
                ResourceJson.Default.DirectoryReference,
                PriorState.Nothing
            )
            .Idempotent()
            .Describe($"make {change.Owner} an owner of {change.Words} '{app.DisplayName}'");

    private static GraphRequest Remove(AppRegistration app, OwnerChange change) =>
        GraphRequest
            .Delete(
                $"{Path(change)}/owners/{change.Owner.Id}/$ref",
                PriorState.Of(
                    new DirectoryObjectResource { Id = change.Owner.Id, DisplayName = change.Owner.DisplayName },
                    ResourceJson.Default.DirectoryObjectResource
                )
            )
            .Idempotent()
            .Describe($"remove the owner {change.Owner} of {change.Words} '{app.DisplayName}'");

    private static string Path(OwnerChange change) => $"{Collection(change.Target)}/{change.HolderId}";

    private static string Collection(AppOwnerTarget target) => target == AppOwnerTarget.Application ? "applications" : "servicePrincipals";

    private static string Property(AppOwnerTarget target) => $"{nameof(AppRegistration.Owners)}.{target}";

    private async Task<IReadOnlyList<OwnerSide>> ReadAsync(AppRegistration app, AppOwnerTarget target, CancellationToken cancellationToken)
    {
        if (app.IsPlanned)
        {
            return [.. Split(target).Select(side => new OwnerSide(side, Guid.Empty, []))];
        }

        var holders = await HoldersAsync(app, target, cancellationToken).ConfigureAwait(false);
        var requests = holders.Select(holder => ReadRequest(app, holder.Target, holder.Id)).ToList();
        var answers = await work.ReadAsync(app, requests, cancellationToken, $"read the owners of '{app.DisplayName}'")
            .ConfigureAwait(false);

        return await SidesAsync(app, holders, answers, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<OwnerSide>> KnownAsync(
        AppRegistration app,
        AppOwnerTarget target,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await HoldersAsync(app, target, cancellationToken).ConfigureAwait(false)).Select(holder => new OwnerSide(
                holder.Target,
                holder.Id,
                [.. work.Recent.Apply(app.AppId, Property(holder.Target), Array.Empty<Guid>()).Select(id => Owner(app, [], id))]
            )
            {
                IsRead = false,
            }),
        ];

    /// <summary>The owners of an app's objects, as reads will show them once this connection's own writes are everywhere.</summary>
    private async Task<IReadOnlyList<OwnerSide>> SidesAsync(
        AppRegistration app,
        List<(AppOwnerTarget Target, Guid Id)> holders,
        IReadOnlyList<GraphResponse> answers,
        CancellationToken cancellationToken
    )
    {
        var sides = new List<OwnerSide>();
        for (var i = 0; i < holders.Count; i++)
        {
            var read = (
                await Graph
                    .AllAsync(answers[i], ResourceJson.Default.GraphPageDirectoryObjectResource, cancellationToken)
                    .ConfigureAwait(false)
            )
                .Select(ToOwner)
                .ToList();
            var ids = work.Recent.Apply(app.AppId, Property(holders[i].Target), read.Select(owner => owner.Id));
            sides.Add(new OwnerSide(holders[i].Target, holders[i].Id, [.. ids.Select(id => Owner(app, read, id))]));
        }

        return sides;
    }

    private static AppOwner Owner(AppRegistration app, List<AppOwner> read, Guid id) =>
        read.Find(owner => owner.Id == id) ?? app.Owners?.FirstOrDefault(owner => owner.Id == id) ?? new AppOwner { Id = id };

    private GraphRequest ReadRequest(AppRegistration app, AppOwnerTarget target, Guid id) =>
        work.AmongOthers(
            app.AppId,
            GraphRequest
                .Get(Query($"{Collection(target)}/{id}/owners").Select(OwnerProperties).Top(999))
                .Describe($"read the owners of '{app.DisplayName}'")
                .LooksUp(Collection(target), "id", id, OwnerProperties, "owners")
        );

    /// <summary>The objects that are meant and here: without a target of its own choice a person means what there is.</summary>
    private async Task<List<(AppOwnerTarget Target, Guid Id)>> HoldersAsync(
        AppRegistration app,
        AppOwnerTarget target,
        CancellationToken cancellationToken
    )
    {
        var holders = new List<(AppOwnerTarget, Guid)>();
        if (target.HasFlag(AppOwnerTarget.Application))
        {
            if (app.Id is { } id)
            {
                holders.Add((AppOwnerTarget.Application, id));
            }
            else if (target == AppOwnerTarget.Application)
            {
                throw RegistrationErrors.AppNotInTenant(app);
            }
        }

        if (target.HasFlag(AppOwnerTarget.ServicePrincipal))
        {
            var known = await _apps.WithServicePrincipalAsync(app, cancellationToken).ConfigureAwait(false);
            if (known.ServicePrincipalId is { } id)
            {
                holders.Add((AppOwnerTarget.ServicePrincipal, id));
            }
            else if (target == AppOwnerTarget.ServicePrincipal || app.Id is null)
            {
                throw RegistrationErrors.ServicePrincipalMissing(app);
            }
        }

        return holders;
    }

    internal static IEnumerable<AppOwnerTarget> Split(AppOwnerTarget target) =>
        new[] { AppOwnerTarget.Application, AppOwnerTarget.ServicePrincipal }.Where(side => target.HasFlag(side));

    private static AppOwner ToOwner(DirectoryObjectResource item) =>
        new()
        {
            Id = item.Id ?? Guid.Empty,
            DisplayName = item.DisplayName,
            UserPrincipalName = item.UserPrincipalName,
            Kind = item.Type switch
            {
                "#microsoft.graph.user" => nameof(PrincipalKind.User),
                "#microsoft.graph.servicePrincipal" => nameof(PrincipalKind.ServicePrincipal),
                _ => null,
            },
        };

    internal static IReadOnlyList<AppOwner> Merge(AppRegistration app, IReadOnlyList<OwnerSide> sides) =>
        [
            .. from side in sides
            from owner in side.Owners
            group (owner, side.Target) by owner.Id into same
            select same.First().owner with
            {
                Target = same.Aggregate((AppOwnerTarget)0, (all, item) => all | item.Target),
                AppId = app.AppId,
                AppDisplayName = app.DisplayName,
            },
        ];

    /// <summary>The object whose owners are meant.</summary>
    internal static string Words(AppOwnerTarget target) => target == AppOwnerTarget.Application ? "application" : "service principal";
}

/// <summary>One of the app's objects and its owners.</summary>
internal sealed record OwnerSide(AppOwnerTarget Target, Guid Id, IReadOnlyList<AppOwner> Owners)
{
    /// <summary>Whether the owners were read; else they are those that this connection has just added.</summary>
    public bool IsRead { get; init; } = true;

    public bool Holds(Guid id) => Owners.Any(owner => owner.Id == id);
}

/// <summary>One owner, to be added to or removed from one of the app's objects.</summary>
internal sealed record OwnerChange(AppOwnerTarget Target, Guid HolderId, Principal Owner)
{
    public string Words => Target == AppOwnerTarget.Application ? "the application" : "the service principal";
}

/// <summary>Who owns an app, and who would be added or removed.</summary>
/// <param name="App">The app.</param>
/// <param name="Sides">Its objects and their owners.</param>
/// <param name="Target">Which of its objects was asked for.</param>
/// <param name="Changes">What would be sent.</param>
internal sealed record OwnerDifference(
    AppRegistration App,
    IReadOnlyList<OwnerSide> Sides,
    AppOwnerTarget Target,
    IReadOnlyList<OwnerChange> Changes
)
{
    /// <summary>Each of those who would be added or removed, once.</summary>
    public IReadOnlyList<Principal> People => [.. Changes.Select(change => change.Owner).DistinctBy(owner => owner.Id)];

    /// <summary>The changes in words, an owner of both objects once.</summary>
    public IReadOnlyList<string> InWords(string verb) =>
        [
            .. Changes
                .GroupBy(change => change.Owner.Id)
                .Select(same =>
                    $"{verb} {Principal.Word(same.First().Owner.Kind)} {same.First().Owner} as owner of {string.Join(" and ", same.Select(change => change.Words))}"
                ),
        ];

    /// <summary>Objects that would have no owner left.</summary>
    public IEnumerable<OwnerSide> Orphaned =>
        Sides.Where(side =>
            side.Owners.Count > 0
            && side.Owners.All(owner => Changes.Any(change => change.Target == side.Target && change.Owner.Id == owner.Id))
        );

    /// <summary>The app after the changes.</summary>
    public AppRegistration Done(bool added) => App with { Owners = OwnerService.Merge(App, DoneSides(added)) };

    /// <summary>The objects and their owners after the changes.</summary>
    public IReadOnlyList<OwnerSide> DoneSides(bool added) =>
        [
            .. Sides.Select(side =>
            {
                var changed = Changes.Where(change => change.Target == side.Target).Select(change => change.Owner).ToList();
                return side with
                {
                    Owners = added
                        ?
                        [
                            .. side.Owners,
                            .. changed.Select(owner => new AppOwner
                            {
                                Id = owner.Id,
                                DisplayName = owner.DisplayName,
                                UserPrincipalName = owner.UserPrincipalName,
                                Kind = owner.Kind.ToString(),
                            }),
                        ]
                        : [.. side.Owners.Where(owner => changed.TrueForAll(gone => gone.Id != owner.Id))],
                };
            }),
        ];
}
