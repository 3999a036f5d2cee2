namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>Finds the operation of a path and a method, without regard to case.</summary>
internal sealed class RouteTable
{
    private readonly Node _root = new();

    /// <summary>The operations below <c>/v1.0</c>.</summary>
    public static RouteTable Standard { get; } = Build();

    /// <summary>The few operations below <c>/beta</c> that the other version does not have.</summary>
    public static RouteTable Beta { get; } = BuildBeta();

    /// <param name="method">The HTTP method.</param>
    /// <param name="template">The path below the version; <c>{}</c> stands for a key, <c>{cast}</c> for a type's full name, <c>{properties}</c> for all that follows.</param>
    /// <param name="operation">What it does, for the permissions.</param>
    /// <param name="handler">Does it.</param>
    public RouteTable Map(string method, string template, Operation operation, Func<GraphContext, Reply> handler)
    {
        var node = _root;
        foreach (var part in template.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = part switch
            {
                "{}" => node.Key ??= new Node(),
                "{cast}" => node.Cast ??= new Node(),
                "{properties}" => node.Properties ??= new Node(),
                _ => node.Names.TryGetValue(part, out var known) ? known : node.Names[part] = new Node(),
            };
        }

        node.Methods.Add(method, new Route(operation, handler));
        return this;
    }

    /// <summary>An object that can be read whole, or property by property: <c>/applications/{id}/web/redirectUris</c>.</summary>
    public RouteTable MapEntity(
        string template,
        Operation operation,
        Schema.StructuredType type,
        Func<GraphContext, Schema.Document> find,
        string set
    )
    {
        var keys = template.Split("{}").Length - 1;
        return Map("GET", template, operation, context => context.Entity(find(context), set))
            .Map(
                "GET",
                template + "/{properties}",
                operation,
                context => PropertyPath.Parse(type, context.Keys.Skip(keys)).Read(context, find(context), set)
            );
    }

    public (Route Route, IReadOnlyList<PathSegment> Keys) Find(string method, IReadOnlyList<PathSegment> path)
    {
        var node = _root;
        var keys = new List<PathSegment>();
        for (var place = 0; place < path.Count; place++)
        {
            var segment = path[place];
            if (segment.KeyName is null && node.Named(segment.Text) is { } named)
            {
                node = named;
            }
            else if (
                segment.KeyName is null
                && node.Cast is { } cast
                && segment.Text.StartsWith(PathParser.Namespace, StringComparison.OrdinalIgnoreCase)
            )
            {
                keys.Add(segment);
                node = cast;
            }
            else if (node.Key is { } key)
            {
                keys.Add(segment);
                node = key;
            }
            else if (node.Properties is { } properties && method == "GET")
            {
                keys.AddRange(path.Skip(place));
                node = properties;
                break;
            }
            else
            {
                throw GraphErrors.UnknownSegment(segment.Text);
            }
        }

        return node.Methods.TryGetValue(method, out var route) ? (route, keys)
            : node.Methods.Count > 0 ? throw GraphErrors.MethodNotAllowed()
            : throw GraphErrors.UnknownSegment(path.Count > 0 ? path[^1].Text : "");
    }

    private static RouteTable Build()
    {
        var routes = new RouteTable();
        Applications.ApplicationOperations.Map(routes);
        ServicePrincipals.ServicePrincipalOperations.Map(routes);
        Credentials.PasswordOperations.Map(routes);
        Credentials.KeyOperations.Map(routes);
        Credentials.FederatedCredentialOperations.Map(routes);
        Consent.GrantOperations.Map(routes);
        Consent.AssignmentOperations.Map(routes);
        Directory.LinkOperations.Map(routes);
        Directory.UserOperations.Map(routes);
        Directory.GroupOperations.Map(routes);
        Directory.OrganizationOperations.Map(routes);
        Directory.DeletedItemOperations.Map(routes);
        Directory.DirectoryObjectOperations.Map(routes);
        Directory.PeopleOperations.Map(routes);
        Directory.DeltaOperations.Map(routes);
        Roles.RoleOperations.Map(routes);
        Policies.PolicyOperations.Map(routes);
        Reports.AuditOperations.Map(routes);
        return routes;
    }

    private static RouteTable BuildBeta()
    {
        var routes = new RouteTable();
        Reports.SignInReport.Map(routes);
        Directory.PeopleOperations.MapBeta(routes);
        return routes;
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Node? Key { get; set; }

        public Node? Cast { get; set; }

        /// <summary>What is left of a path that names properties.</summary>
        public Node? Properties { get; set; }

        /// <summary>What follows by a name: of an action or a function also by the full one.</summary>
        public Node? Named(string name) =>
            Names.GetValueOrDefault(name)
            ?? (
                name.StartsWith(PathParser.Namespace, StringComparison.OrdinalIgnoreCase)
                    ? Names.GetValueOrDefault(name[PathParser.Namespace.Length..])
                    : null
            );

        public Dictionary<string, Route> Methods { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
