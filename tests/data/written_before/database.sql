BEGIN TRANSACTION;
CREATE TABLE account (
	id VARCHAR NOT NULL, 
	username VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	email VARCHAR, 
	role VARCHAR(40) NOT NULL, 
	role_pinned BOOLEAN NOT NULL, 
	password_hash VARCHAR, 
	active BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	not_before DATETIME NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE account_link (
	issuer VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	provider VARCHAR NOT NULL, 
	linked_at DATETIME NOT NULL, 
	PRIMARY KEY (issuer, subject), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE advice_draft (
	id VARCHAR NOT NULL, 
	app_id VARCHAR NOT NULL, 
	app_name VARCHAR NOT NULL, 
	answers TEXT, 
	replaces INTEGER, 
	decision_id INTEGER, 
	version INTEGER NOT NULL, 
	updated_at DATETIME NOT NULL, 
	updated_by VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "advice_draft" VALUES('Afmz6qFnKuk_','customer-io','Customer.io','{"idps":["okta"]}',NULL,1,1,'2026-11-23 10:00:00.000000','Ola Operator');
INSERT INTO "advice_draft" VALUES('GuzU8X8Lyhl4','figma','Figma','{}',NULL,2,1,'2026-11-23 10:05:00.000000','Ola Operator');
INSERT INTO "advice_draft" VALUES('Rn9vPJho3Ry7','notion','Notion','{}',NULL,3,1,'2026-11-23 10:10:00.000000','Ola Operator');
INSERT INTO "advice_draft" VALUES('phMIiJNV9vSz','zoom','Zoom','{"seats":30}',NULL,NULL,1,'2026-11-23 10:15:00.000000','Ola Operator');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0012');
CREATE TABLE alias (
	alias VARCHAR NOT NULL, 
	app_id VARCHAR NOT NULL, 
	origin VARCHAR(40) NOT NULL, 
	PRIMARY KEY (alias), 
	FOREIGN KEY(app_id) REFERENCES app (id)
);
CREATE TABLE app (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	category VARCHAR, 
	website VARCHAR, 
	depth VARCHAR NOT NULL, 
	origin VARCHAR(40) NOT NULL, 
	withdrawn BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "app" VALUES('customer-io','Customer.io','Marketing automation','https://customer.io','described','bundle',0);
INSERT INTO "app" VALUES('figma','Figma','Design & whiteboarding','https://www.figma.com','described','bundle',0);
INSERT INTO "app" VALUES('notion','Notion','Documents & knowledge','https://www.notion.com','described','bundle',0);
INSERT INTO "app" VALUES('slack','Slack','Collaboration','https://slack.com','described','bundle',0);
INSERT INTO "app" VALUES('zoom','Zoom','Collaboration','https://www.zoom.com','described','bundle',0);
CREATE TABLE audit_entry (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor_id VARCHAR NOT NULL, 
	actor_name VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	object VARCHAR NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	address VARCHAR, 
	request_id VARCHAR, hash VARCHAR DEFAULT '' NOT NULL, mac VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "audit_entry" VALUES(1,'2026-11-23 09:00:00.000000','system','Offramp','catalog.load','catalog:bundle',NULL,'{"apps":5,"claims":153,"digest":"6387b144956fe0933de327e3805e91450e89dae735237a87fbd497e4fa63983f"}',NULL,NULL,'e44c11faa0b2da16072708e67b2cf002cc9a634a8ed28089659debf42df99347','2cfa9709:95493e27c6ef9d6fa57299b282a6c98e346574b579d31b6f2d4ea6e1670e77bf');
INSERT INTO "audit_entry" VALUES(2,'2026-11-23 09:00:00.000000','root','Root Example','stack.organisation','organisation:1','{"currency":"USD","idps":[],"name":"","time_zone":"UTC"}','{"currency":"EUR","idps":["okta","google-workspace"],"name":"Example Ltd","time_zone":"Europe/Berlin"}',NULL,NULL,'1b90d0ed86eec79106716aed6b3474e11a7d32db4f728bf2f8ca96d14e4ecafc','2cfa9709:6b2634065d4566f93bd904e741485571bc32d967bd1a75abb79d85c49220ad45');
INSERT INTO "audit_entry" VALUES(3,'2026-11-23 09:00:00.000000','root','Root Example','stack.add','stack:customer-io',NULL,'{"annual_spend":"12000","currency":"USD","notes":null,"owner":"mo@example.com","plan":"essentials","renewal":"2027-03-01","seats":40}',NULL,NULL,'01652206cb05a5626bff124ccb9026b0a14aa21a7455a8e33ed6bea73ec1a379','2cfa9709:44ff7c52b2e2dfe33f02776a741ccb2be3e2d450dd0cbed46a4b28e3405df90b');
INSERT INTO "audit_entry" VALUES(4,'2026-11-23 09:00:00.000000','root','Root Example','stack.add','stack:figma',NULL,'{"annual_spend":"4800","currency":"USD","notes":null,"owner":"Pia Operator","plan":"professional","renewal":null,"seats":25}',NULL,NULL,'4668f54dc58b0b1c5f5fec752be2bd40388e008974d12a268a2ac5caa596398d','2cfa9709:6bcadc80ff3fad9946dc4062c98679a5ebe37ac672066e5b5c9dea28022a2c1d');
INSERT INTO "audit_entry" VALUES(5,'2026-11-23 09:00:00.000000','root','Root Example','stack.add','stack:notion',NULL,'{"annual_spend":null,"currency":"EUR","notes":"Wiki and handbook","owner":null,"plan":"business","renewal":null,"seats":60}',NULL,NULL,'8bd85a7a5d7810fa79fc56038c0934aa99d0fa4101e00226a6b477a50d1119ea','2cfa9709:5d0b2b203481754f9cac37b4160424b2fb748f168274abdec215d4dbce3b4a74');
INSERT INTO "audit_entry" VALUES(6,'2026-11-23 09:00:00.000000','root','Root Example','stack.add','stack:slack',NULL,'{"annual_spend":"14400.50","currency":"EUR","notes":null,"owner":"ola@example.com","plan":"business-plus","renewal":null,"seats":80}',NULL,NULL,'de7a9e069677bbea9a30dc757a8558904dc545f58c9fff6ff245dcf7bfea1398','2cfa9709:5784eccab3c478420baaa2f667275fd7f3b669629e0cb7b2d6dbdf6ab0f1d038');
INSERT INTO "audit_entry" VALUES(7,'2026-11-23 09:00:00.000000','root','Root Example','stack.add','stack:zoom',NULL,'{"annual_spend":null,"currency":"EUR","notes":null,"owner":null,"plan":null,"renewal":null,"seats":null}',NULL,NULL,'7046f851246fc42fea852d894d85cd64ce3b709d29531cef1e9a269e2b7746d5','2cfa9709:40a6d499d50e873feec102ddb4186c4514cddf1e8f02785ca2cb1af977416391');
INSERT INTO "audit_entry" VALUES(8,'2026-11-23 10:00:00.000000','ola','Ola Operator','advice.start','draft:Afmz6qFnKuk_',NULL,'{"app":"customer-io","idps":["okta"]}',NULL,NULL,'f49da001feadc187c458c6592d3bf0432e972db63e6e4f766eafda6877efb33c','2cfa9709:ff36b75c36b9b975f371d41a44a06511fcd2d9586c06ffa196803ec5d72a1606');
INSERT INTO "audit_entry" VALUES(9,'2026-11-23 10:00:00.000000','ola','Ola Operator','advice.decide','decision:1',NULL,'{"app":"customer-io","choice":"scim-bridge","reason":"We try it","recommended":"scim-bridge","status":"accepted"}',NULL,NULL,'0902332bf8de005df84d7b7be561de20a42cd3041ce59f2a2e54a92d4a07356b','2cfa9709:b6e08a87ec0eeec47d51103bf5e2770e7d89fb0cbe47abfa8e435c235a96a3f5');
INSERT INTO "audit_entry" VALUES(10,'2026-11-23 10:05:00.000000','ola','Ola Operator','advice.start','draft:GuzU8X8Lyhl4',NULL,'{"app":"figma"}',NULL,NULL,'aaf15626655ae9a26dd1f088778ace662cab5f90c42d1aa06a3e3c7e06da1478','2cfa9709:6705d8ac39ee56a62562a22c06cbeecc9e96b2f9b44955c13f64dea494e4423f');
INSERT INTO "audit_entry" VALUES(11,'2026-11-23 10:05:00.000000','ola','Ola Operator','advice.decide','decision:2',NULL,'{"app":"figma","choice":"manual-checklist","reason":"Few leavers","recommended":"manual-checklist","status":"accepted"}',NULL,NULL,'b3cdfdac74c35f7213a09cc20636067e9b213f5cf9228045162b3594c831b98c','2cfa9709:cb9106c38d2f5ba9d2ca51822f34abaf56f46252481294cb73c01042601cd5a7');
INSERT INTO "audit_entry" VALUES(12,'2026-11-23 10:10:00.000000','ola','Ola Operator','advice.start','draft:Rn9vPJho3Ry7',NULL,'{"app":"notion"}',NULL,NULL,'7c3cd079ee42f99fc14451c95b649ad5eaca28f29b8129492621d772b7596188','2cfa9709:68bf3ba9e90dc519777108f13c0ae1367cd2ef511eba5eeab2d65a58956ca4a4');
INSERT INTO "audit_entry" VALUES(13,'2026-11-23 10:10:00.000000','ola','Ola Operator','advice.decide','decision:3',NULL,'{"app":"notion","choice":"jit-checklist","reason":"Until the renewal","recommended":"scim-bridge","status":"proposed"}',NULL,NULL,'4ffe8b4cdc69adc75f763c2fe3b8b2d0f9a99218177d826c78dd62fe2347e589','2cfa9709:e4d09643edbdadde2dfb6b17d6286c1331283376ad6f78b104544fc815bba6ac');
INSERT INTO "audit_entry" VALUES(14,'2026-11-23 10:15:00.000000','ola','Ola Operator','advice.start','draft:phMIiJNV9vSz',NULL,'{"app":"zoom","seats":30}',NULL,NULL,'eecc6ef24bbb5785738ecd67b3199ea9bba5a66c3d6c194c7e5b70962454670a','2cfa9709:fdccde7f3ffe5fb7ee1bebe263304be9126bc3d1aea14340593404ba8f914534');
INSERT INTO "audit_entry" VALUES(15,'2026-11-23 11:15:00.000000','root','Root Example','stack.edit','stack:figma','{"annual_spend":"4800","currency":"USD","notes":null,"owner":"Pia Operator","plan":"professional","renewal":null,"seats":25}','{"annual_spend":"6720","currency":"USD","notes":null,"owner":"Pia Operator","plan":"professional","renewal":null,"seats":35}',NULL,NULL,'2206e475026ecf627c27e0a5eb4266b2b48bedd7245515f3263aa9589e86a4b6','2cfa9709:af853b0ed2d7b4d8bf050e8db566bb99c1285a3783df2ff1efca821fa428fa9b');
INSERT INTO "audit_entry" VALUES(16,'2026-11-23 11:15:00.000000','root','Root Example','catalog.observe','claim:154',NULL,'{"app":"zoom","field":"provisioning","idp":"google-workspace","observed_on":"2026-11-20","value":"none"}',NULL,NULL,'dfae61008b6dbc076f1eba0df35086b26abcc957146520f54cc592776392abcf','2cfa9709:217a7bba4bdf25d6232d208065e599ff540a68615c09f4190888dfa117bb379b');
INSERT INTO "audit_entry" VALUES(17,'2026-11-23 12:15:00.000000','ola','Ola Operator','cost.edit','scenario:d5d609d61a23454988fd7beee8ec2e20',NULL,'{"name":"Customer.io with Okta","version":1}',NULL,NULL,'aee8934042f7c00da9c73a14d6cab935ba683a3ce565b2165b79e0e872055ac3','2cfa9709:22ac43cf4251aef053efbe1b61468296e2b4d95cea5a7a62f929020ee309fdc5');
INSERT INTO "audit_entry" VALUES(18,'2026-11-23 12:25:00.000000','pia','Pia Operator','cost.edit','scenario:d5d609d61a23454988fd7beee8ec2e20','{"content":{"app":"customer-io","currency":"USD","current_plan":"essentials","draws":10000,"horizon_years":3,"idps":["okta"],"inputs":{"joiners":"6","leavers":{"high":"10","likely":"6","low":"4"},"seats":"40"},"name":"Customer.io with Okta","roles_from_idp":false,"seed":20261124,"upgrade_plan":"enterprise"},"name":"Customer.io with Okta","version":1}','{"content":{"app":"customer-io","currency":"USD","current_plan":"essentials","draws":10000,"horizon_years":5,"idps":["okta"],"inputs":{"joiners":"6","leavers":{"high":"10","likely":"6","low":"4"},"seats":"40"},"name":"Customer.io with Okta","roles_from_idp":false,"seed":20261124,"upgrade_plan":"enterprise"},"name":"Customer.io with Okta","version":2}',NULL,NULL,'81b6c64817a4dc62df0b2739c90946c8b46947939b5068930b7b10ce4a1f191d','2cfa9709:c25c829b14719461d5f9c49c8c654b0fc40fa8a51d952570cb321a34dbc60534');
INSERT INTO "audit_entry" VALUES(19,'2026-11-23 12:35:00.000000','pia','Pia Operator','cost.edit','scenario:d5d609d61a23454988fd7beee8ec2e20','{"content":{"app":"customer-io","currency":"USD","current_plan":"essentials","draws":10000,"horizon_years":5,"idps":["okta"],"inputs":{"joiners":"6","leavers":{"high":"10","likely":"6","low":"4"},"seats":"40"},"name":"Customer.io with Okta","roles_from_idp":false,"seed":20261124,"upgrade_plan":"enterprise"},"name":"Customer.io with Okta","version":2}','{"content":{"app":"customer-io","currency":"USD","current_plan":"essentials","draws":10000,"horizon_years":5,"idps":["okta"],"inputs":{"joiners":"6","leavers":{"high":"10","likely":"6","low":"4"},"seats":"40"},"name":"Customer.io, quote of November","roles_from_idp":false,"seed":20261124,"upgrade_plan":"enterprise"},"name":"Customer.io, quote of November","version":3}',NULL,NULL,'e52ad1b9e515e946b33d9e5884bc135accf15e8f967f789e2f0334ac3dbf0c16','2cfa9709:1adb67b13e1049ed7f43279c095db99ffbd9bdcdf7e22591567997fa06bfc4be');
INSERT INTO "audit_entry" VALUES(20,'2026-11-23 12:45:00.000000','pia','Pia Operator','cost.edit','scenario:5394901da54d420183d0502bdbec9983',NULL,'{"name":"Figma","version":1}',NULL,NULL,'e35c602db885562811464ca150f6e83e438c298499b07e48d97e04f53c03fa02','2cfa9709:7d3665f1e4a2ec9c7c3dfcb66ceb1fd64c5e80a2dfca17b00a0ea0b6d3de7542');
INSERT INTO "audit_entry" VALUES(21,'2026-11-23 13:45:00.000000','root','Root Example','scim.bridge-create','scim-bridge:customer-io-9cec6b23',NULL,'{"app":"customer-io","baseline":false,"profile":"okta","token_minutes":60}',NULL,NULL,'aed32363ab22b8ab84b1b8dde36775e0baa23d276377c919da892458434b478f','2cfa9709:745d62ecd40af5c2dfe3df4d6b096272bc36a32da8713f7dac2fc1ae5b62d3de');
INSERT INTO "audit_entry" VALUES(22,'2026-11-23 13:53:00.000000','root','Root Example','scim.connect','scim-outbound:1',NULL,'{"allowed_networks":[],"app":"slack","auth":"bearer","base_url":"https://slack.example.com/scim/v2","deletes":false}',NULL,NULL,'ec0f2892bcfe68a630b83e92b33e27b8f45953879d6f415afbefe454c81b5dd4','2cfa9709:331d420dfc985f3655a5dc14a8cc7f0c2e59262c538cce32e3e1d2d937fc7343');
INSERT INTO "audit_entry" VALUES(23,'2026-11-23 13:53:00.000000','root','Root Example','channel.add','channel:1',NULL,'{"audience":"shared","enabled":true,"name":"IT","service":"json://hooks.example.com","urgent_only":false}',NULL,NULL,'d1c41193e6889af2f5ede443624650d66190e08eceb30e1d958d37d908e29e05','2cfa9709:208aa01591b1650c6ff7a6943cc7dfd524d4b733e2f3d7bb179054fa70c464f1');
INSERT INTO "audit_entry" VALUES(24,'2026-11-24 09:00:00.000000','ola','Ola Operator','case.open','case:1',NULL,'{"apps":["customer-io","figma","notion","slack","zoom"],"effective":"2026-11-30T17:00:00+00:00","email":"ada@example.com","kind":"voluntary","person":"Ada Example","restricted":false,"source":"form","steps":42,"zone":"Europe/Berlin"}',NULL,NULL,'2a311c7efa13ba9b95cfd2caa929561e43cab47a96baf12b299e56c55f9dac35','2cfa9709:8f0e95429024a3ad502ffcdee6a2f93f6e6706c33bc3f4ce9c0077e88a41295d');
INSERT INTO "audit_entry" VALUES(25,'2026-11-24 09:00:00.000000','ola','Ola Operator','case.open','case:2',NULL,'{"apps":["figma","notion"],"effective":"2026-11-24T11:00:00+00:00","email":"eve@example.com","kind":"involuntary","person":"Eve Example","restricted":true,"source":"form","steps":29,"zone":"Europe/Berlin"}',NULL,NULL,'dc2d4e9507ec7f5d4a21fe01ac91d71e3250db61ac0d36d19da55eed66e71936','2cfa9709:5d9c45b4cd7d9c056b9036cdeb56f6ffd441d3cddbf74256a6fe0e00cc1f9e36');
INSERT INTO "audit_entry" VALUES(26,'2026-11-24 09:00:00.000000','ola','Ola Operator','case.open','case:3',NULL,'{"apps":["notion"],"effective":"2026-11-25T12:00:00+00:00","email":"dan@example.com","kind":"contract-end","person":"Dan Example","restricted":false,"source":"form","steps":25,"zone":"Europe/Berlin"}',NULL,NULL,'4d87cba1d6754d90662b7510e1b5d4b9c0431bebb5500a97023832c21521fcdc','2cfa9709:53c08d4dde623b3157b2b9a263870b5db21bdb7d34a076327f44da9d622ac21e');
INSERT INTO "audit_entry" VALUES(27,'2026-11-24 09:00:00.000000','ola','Ola Operator','case.open','case:4',NULL,'{"apps":["zoom"],"effective":"2026-12-15T12:00:00+00:00","email":"fay@example.com","kind":"leave","person":"Fay Example","restricted":false,"source":"form","steps":11,"zone":"Europe/Berlin"}',NULL,NULL,'0fe7c3f56b673df02ce1197ae3586b78380c8d076bbc4932ce6c8438a5ce006c','2cfa9709:da53f5d287a4ba7ccae0fda67b1ef64c3ef44bfe4f17ba5b60ca51a9c5f997d1');
INSERT INTO "audit_entry" VALUES(28,'2026-11-24 09:00:00.000000','ola','Ola Operator','case.open','case:5',NULL,'{"apps":["figma"],"effective":"2026-12-04T12:00:00+00:00","email":"gil@example.com","kind":"voluntary","person":"Gil Example","restricted":false,"source":"form","steps":25,"zone":"Europe/Berlin"}',NULL,NULL,'c64954c608ab41caa0284f30566b87a026dc90a5fc3a63a974cb05a412fcaefb','2cfa9709:a764da14ebcc8e2512a7177a4068034fd846313d559c3ef834cc52545e0b5259');
INSERT INTO "audit_entry" VALUES(29,'2026-11-24 09:30:00.000000','system','Offramp','case.open','case:6',NULL,'{"email":"ben@example.com","kind":"idp-removal","person":"Ben Example","reason":null,"step":133,"steps":1,"ticket":null,"title":"Remove Ben Example from Customer.io"}',NULL,NULL,'ee81855e832787f846dab0d9a9eef29bc2d091e31ab437553498d16d9d81c18f','2cfa9709:22e9f3c4e0b3c14cb761733525963272ef6f59261ebe0ae55ff7c8339f6eb2a6');
INSERT INTO "audit_entry" VALUES(30,'2026-11-24 10:00:00.000000','ola','Ola Operator','case.step-start','case:1','{"status":"open"}','{"reason":null,"status":"started","step":1,"title":"Ask whether anything is under legal hold"}',NULL,NULL,'5d42c72fa7426ad0e88ca604ed0bbe7f01338586fb35f54a9c01e8cb566cdb6d','2cfa9709:0d10f877657ff934ecc301224b8ac6c22cc5d7e16820ee7720ba8c8d71ee5baf');
INSERT INTO "audit_entry" VALUES(31,'2026-11-24 10:00:00.000000','ola','Ola Operator','case.step-done','case:1','{"status":"open"}','{"evidence":[{"id":1,"kind":"note","sha256":"c19c07e9d756e3fb961c87e66af2766f35f81f695d5afd7ecbf163a71fa721b5","text":"Not in the list of members any more."},{"id":2,"kind":"file","sha256":"37b8651230563ac34e3535d61af5cc67a352d774f622d8cf1b88edea6e982e1f","text":"members.csv"}],"reason":null,"status":"done","step":2,"title":"Agree who takes over the work"}',NULL,NULL,'cdb11aea347dfada292e4cab84a1df14687f7d5fd8c9acde6d2428a684712990','2cfa9709:2e6efc26795e1bdf3bc8039f1282eaf8ab2d48ae0e2c4dd4aab7325fd4f4e433');
INSERT INTO "audit_entry" VALUES(32,'2026-11-24 10:00:00.000000','pia','Pia Operator','case.step-not-applicable','case:1','{"status":"open"}','{"reason":"She never had one.","status":"not-applicable","step":3,"title":"See where they are the only administrator"}',NULL,NULL,'462e12b4db7c9a15e6479bb27a3b8723feaabdd72cd8f093ff2ccaddd6c9d56c','2cfa9709:4c62a85acf8fcb55cf8fdb6db80d77e980a2d0fee82211dc30319cafd47c16a1');
INSERT INTO "audit_entry" VALUES(33,'2026-11-24 10:00:00.000000','pia','Pia Operator','case.step-block','case:1','{"status":"open"}','{"reason":"Waiting for the vendor.","status":"blocked","step":4,"title":"See that provisioning of Notion does not run as Ada Example"}',NULL,NULL,'8e3ddd2ee8411c8feeb09bae9ab7690ef750f350e981bded74b7ceb091efba4e','2cfa9709:15f01684220c62bb8c135352205b5c5b130c21867c87b86c6adeed6cb7a27ff0');
INSERT INTO "audit_entry" VALUES(34,'2026-11-24 10:00:00.000000','ola','Ola Operator','case.step-done','case:1','{"status":"open"}','{"evidence":[{"id":3,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":5,"title":"Move documents and shared drives to a new owner"}',NULL,NULL,'832a3e33cbc22ac6a24632ecdf7e0b6b38d192e6ea9c8bb1141fe69353a651fc','2cfa9709:2439a2880a2c359114ab4ec1304b888553055478dbcd1f725b7314c45b016b14');
INSERT INTO "audit_entry" VALUES(35,'2026-11-24 10:00:00.000000','pia','Pia Operator','case.step-reopen','case:1','{"status":"done"}','{"reason":"The link shows another app.","status":"open","step":5,"title":"Move documents and shared drives to a new owner"}',NULL,NULL,'026663fb645b1a5b224b55e2cd36f7e2775738509379deefcc28efabdf4423e6','2cfa9709:0f19cbcb66f8f0cbc03b31778a5fcade5cbcb7b7cc170bcfa3a3aca823293f4e');
INSERT INTO "audit_entry" VALUES(36,'2026-11-24 10:00:00.000000','ola','Ola Operator','case.assign','case:1','{"owner":"mara@example.com"}','{"owner":"Pia Operator","step":6,"title":"Hand over meetings and booking pages"}',NULL,NULL,'daf009726bf4e18c749d29637b1a2fc7bf8f07e27bf63ff3c0e44186fb765d8a','2cfa9709:1f8555cc2ac3e9776f22f7958d2120da6b35773ba175ed05a9bf338629f29483');
INSERT INTO "audit_entry" VALUES(37,'2026-11-24 10:00:00.000000','ola','Ola Operator','case.due','case:1','{"due":"2026-11-29T17:00:00+00:00"}','{"due":"2026-12-03T12:00:00+00:00","reason":"The notary is late.","step":6,"title":"Hand over meetings and booking pages"}',NULL,NULL,'9ffc0f9b2552b8297eb2d98a304d2989d2f2f5e3f9d96fb7124d43b235bff842','2cfa9709:edee458f4ba8b426ad028e75f4fa2df2071d6cc3df3d7b2a229589ea1078f525');
INSERT INTO "audit_entry" VALUES(38,'2026-11-24 10:00:00.000000','pia','Pia Operator','case.comment','case:1',NULL,'{"step":1,"text":"Mara knows."}',NULL,NULL,'6798e413f0c7731fbef2f44c2ef16c84d03b39e2509483125a68b52e07cc0566','2cfa9709:506c61a4dab30972d6faa0afe310592c04e0e5e17fef7063bcd8d897f3cd2da2');
INSERT INTO "audit_entry" VALUES(39,'2026-11-24 10:00:00.000000','ola','Ola Operator','case.edit','case:1','{"effective":"2026-11-30T17:00:00+00:00","hand_over_to":"Pia Operator","manager":"mara@example.com","note":null}','{"effective":"2026-12-01T17:00:00+00:00","hand_over_to":"Ben Example","manager":"mara@example.com","note":"A day later than agreed.","reason":"Her last day moved."}',NULL,NULL,'4d781392778183b38723e0b64de04a3a5ae707b0e5c828512ffc1e8446cc414d','2cfa9709:3d5074bbf059ff353ba002ffafaec1410c6f3508245ef059392ca12a1ee23ea8');
INSERT INTO "audit_entry" VALUES(40,'2026-11-24 14:00:00.000000','ola','Ola Operator','case.cancel','case:5','{"status":"open"}','{"reason":"He stays.","status":"cancelled"}',NULL,NULL,'f37b9ab758ccd0a9e4a3737438cf9dea1a41849f5f3abacc2025c3e3b4f60ac8','2cfa9709:72785c374eca51a612c8cba6c4897bf8c0e9bdf917277dd309079d360711f9b0');
INSERT INTO "audit_entry" VALUES(41,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":4,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":72,"title":"Give service accounts and jobs a new owner"}',NULL,NULL,'361692596331fdc33c5db7405519119041ec704962f282b8ecd7b1e60ef602d4','2cfa9709:bb3fe1e5ba6a2353e1ac813d4baab2babb3b6ef6dc8fdbdca5ffa5ad1972e60a');
INSERT INTO "audit_entry" VALUES(42,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":5,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":73,"title":"Ask whether anything is under legal hold"}',NULL,NULL,'0b946e35b2c317cdd6a9aec9ba6746869c3405df6866a88ba6c041fd40fcbb4c','2cfa9709:623189bc9997f5378e54213007d473a6253637eabc6fc536d21af8f19331c37f');
INSERT INTO "audit_entry" VALUES(43,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":6,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":74,"title":"Agree who takes over the work"}',NULL,NULL,'0f43c00de808847dc5403cb91f2324d265424349e1a2b0821fc48cd154085baf','2cfa9709:4c28a06460c9f6a125d6498385852bb03fc1d790c4b32c639e2c528e84337318');
INSERT INTO "audit_entry" VALUES(44,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":7,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":75,"title":"Move documents and shared drives to a new owner"}',NULL,NULL,'13e15c24c0e750b43c21b72ec7da3ca49dbba5d76e049622d332c6daefb4c33b','2cfa9709:7d5808bf46b66a7dae447c740295b0097dc680bef451852421b7e9a3dd6dad31');
INSERT INTO "audit_entry" VALUES(45,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":8,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":76,"title":"Hand over meetings and booking pages"}',NULL,NULL,'8b6083dc38da5c98d89b9158023dd62fee86a6c68acfd426223117063a6129d2','2cfa9709:48497fbf225fcb5270070cc426a755845a23b5e6834c623a8c3834bb463faf40');
INSERT INTO "audit_entry" VALUES(46,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":9,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":77,"title":"See where they are the only administrator"}',NULL,NULL,'7d9f7eee11227404bf8c959f31ebc8e65b76eda344ce7f62c9e2ad94b484977c','2cfa9709:071d609dd7d1802261cc0fb6eb5fe3983968c0cc1077d7c25cf0b6158f4c9870');
INSERT INTO "audit_entry" VALUES(47,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":10,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":78,"title":"Hand over what Dan Example owns in Notion"}',NULL,NULL,'21b3371151448f2bc95c4b73b583b3057bfd8939e699375edeb65e2ad053f308','2cfa9709:d9d39d5c4827afd993d34e9d8db5961023692b8b1c26ad5dfce4e4d57a6fd8be');
INSERT INTO "audit_entry" VALUES(48,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":11,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":79,"title":"See that provisioning of Notion does not run as Dan Example"}',NULL,NULL,'bd6ce633a89027d9a7fc895e1e36721a4bf493683a16b97d8c90b4f7bffe5350','2cfa9709:10b402679c52f8a8b53c76f1db5b06c288088596555b594def81fe02b2e26e6d');
INSERT INTO "audit_entry" VALUES(49,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":12,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":80,"title":"Disable the account in Okta"}',NULL,NULL,'306da5961f1be7da7197f6f44257608e84979b65a34a54615be4e5e8538d4810','2cfa9709:597c8b51c96b09ae9d3bd79e6a8d97951df812734fe5584bf99c0fe08663feda');
INSERT INTO "audit_entry" VALUES(50,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":13,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":82,"title":"Remove Dan Example from Notion"}',NULL,NULL,'81d17e69db2e2cbdefba2fccce5d00a4986d9e88cf56ff248a4ca0d26b2a9a39','2cfa9709:b9e085b28984289c745f8fa936cabaf2a14c463c610e0452dc2fa4ea11a8d4bc');
INSERT INTO "audit_entry" VALUES(51,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":14,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":83,"title":"Revoke API keys and personal tokens"}',NULL,NULL,'322425ed261c7eb8ccac85c95f593b02a4ef15ada33d7116ba5db6018d779349','2cfa9709:53cac24f8bc82664c0c3492e388574055d6ea89b89b46781e75359d40d60a526');
INSERT INTO "audit_entry" VALUES(52,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":15,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":84,"title":"Revoke what they allowed other apps to do"}',NULL,NULL,'7fac3fbe2b282ce42f380e03532bb6d17106c60c4eab30f07a4cf9db44bb27b8','2cfa9709:1cea90cfa739f7f52579f3e66e6f4e02bc57ba8cb634e8c9a5e3ca4b6c6072bb');
INSERT INTO "audit_entry" VALUES(53,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":16,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":89,"title":"Change shared passwords"}',NULL,NULL,'1a98bcd8f7f687e7bef6ff05efbe7b944670c06460687e2d8c5ccdff3c915767','2cfa9709:16272acc40b7e76fa9b0d2e3059bb9c470e9b0c91ff0f644676e36bddb6134e9');
INSERT INTO "audit_entry" VALUES(54,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":17,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":90,"title":"Take back or wipe devices"}',NULL,NULL,'20f31886c67c7aeadd95c628bf75e3881d9e40c3526a3266444cc8ccb87dfa7a','2cfa9709:6b399178576c23df7475cdcfb3ca163ce6c562dd39642d64ba1fc388d819bb3b');
INSERT INTO "audit_entry" VALUES(55,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":18,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":81,"title":"End all sessions"}',NULL,NULL,'2cbe95c4c09be1c63aab91d5712416da1195c37a1b9d318434266262fab04f05','2cfa9709:7e2c9f92ef4b33479f0415ae16dcfe77b85eb5bf1043bf47132babeec6c29715');
INSERT INTO "audit_entry" VALUES(56,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":19,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":85,"title":"Remove second factors and recovery ways"}',NULL,NULL,'d9d422760fc9a0abce627a89b88e3e46f43f2f1e83ca9e226fde1570f0c21f27','2cfa9709:daf363ea755cf62b164af1e496122b2e7358af252dc3dd6a5bf0f99dc8a41591');
INSERT INTO "audit_entry" VALUES(57,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":20,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":87,"title":"Look Dan Example up in Notion once more"}',NULL,NULL,'e1537d25dbe31d48389e2e52590a3cc340343ef8578d78a3b50e06110777c1b2','2cfa9709:152447e272c372c5253104c6a82b5cd84b4d3b8f4c81be8e8f81db413e8fc080');
INSERT INTO "audit_entry" VALUES(58,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":21,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":88,"title":"Look for Dan Example among Notion''s guests"}',NULL,NULL,'1d1c3ce30c31d0aff0994deb342e47d6e2c3b1201a2f8d323648912fc4ed5ec5','2cfa9709:6c7d55bdfbf50f886effb7666a35bdc5ae06261495496937f40e3ac8a5e038a4');
INSERT INTO "audit_entry" VALUES(59,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":22,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":86,"title":"Settle the mailbox"}',NULL,NULL,'1e3cb111a7037067334d40ccb3b49c58a8b2a5093deef6471a6d80f7e00c6c3b','2cfa9709:d34fff71976b2bb50e754e82c002c8054eb5ce2d952ffa1b0591f1552dafb1fc');
INSERT INTO "audit_entry" VALUES(60,'2026-11-25 11:30:00.000000','pia','Pia Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":23,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":91,"title":"A second person confirms the removal"}',NULL,NULL,'727e39ac6f3d2fca0b957ab9bb7af7e544ac0dd273e6ef76e2a24b14c04d418a','2cfa9709:d2337c6044e15baf08a8f1a131ceb5928299430ae0cf1d40b11ba4fc6127e3d4');
INSERT INTO "audit_entry" VALUES(61,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":24,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":92,"title":"Settle payroll and personnel records"}',NULL,NULL,'b9d12469afda613db97b686d54caa9c538f6ae95ec6b9249ce15f119a967b9fa','2cfa9709:05903e530e76f210c952f26b21b6779dd65ccd81bfaf4bc281c3507ea366c55a');
INSERT INTO "audit_entry" VALUES(62,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":25,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":93,"title":"Take them out of reviews, approvals and groups"}',NULL,NULL,'27489c5a6a0bfeb8bbee5f696d2555363db447bbb28d166ec99ae78c7f22d10e','2cfa9709:41659acff25e9dde2ad395acffc56ab2e419558b342f126eb31a678a5a6de861');
INSERT INTO "audit_entry" VALUES(63,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":26,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":94,"title":"Free seats, and note them for the renewal"}',NULL,NULL,'5b7552c77f1f8830bc33b4899e73834ca25a1e97d2072d6616c459ccf182191e','2cfa9709:39bb9ddb797b34ad2c4b6af71be3dd3617326b6fa3e886370458865f39b158dc');
INSERT INTO "audit_entry" VALUES(64,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":27,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":95,"title":"Keep the disabled account for 30 days"}',NULL,NULL,'9d3b0f51392ef8c0c83df068d97cbebfbfd315f413532389af54e5f2dc383b7d','2cfa9709:4e1e78fc0656e89fe7ac8ee03c3c7500ba299319cfbaf658415ad3512c31c174');
INSERT INTO "audit_entry" VALUES(65,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.step-done','case:3','{"status":"open"}','{"evidence":[{"id":28,"kind":"link","sha256":"147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0","text":"https://tickets.example.com/17"}],"reason":null,"status":"done","step":96,"title":"Delete the account in Okta"}',NULL,NULL,'33646dc1311d866d4f5561f406ab6fea539a4f172b55c87c8e3cdf916f4fa1ec','2cfa9709:673f2f9a47ba4408ec3375690b2b2bb6cb8ae0b8bef128210cb4cafad16122fc');
INSERT INTO "audit_entry" VALUES(66,'2026-11-25 11:30:00.000000','ola','Ola Operator','case.close','case:3','{"status":"open"}','{"reason":null,"status":"closed"}',NULL,NULL,'23835be165bcd2966b19d406a5dbeafc5cce5e614bae219110e1e7221dcb6f56','2cfa9709:f3b618b3ad3988fec82426b3ed78f887fc05b26dbe86ebc96df79d1a4921a5eb');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	length INTEGER NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "audit_head" VALUES(1,66,'23835be165bcd2966b19d406a5dbeafc5cce5e614bae219110e1e7221dcb6f56');
CREATE TABLE benchmark (
	id INTEGER NOT NULL, 
	app_id VARCHAR NOT NULL, 
	employees INTEGER NOT NULL, 
	orphaned_accounts INTEGER, 
	unused_licences INTEGER, 
	it_hours INTEGER, 
	unused_licence_cost INTEGER, 
	it_labour_cost INTEGER, 
	compliance_cost INTEGER, 
	basis VARCHAR NOT NULL, 
	inferred BOOLEAN NOT NULL, 
	note VARCHAR, 
	source_id VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(app_id) REFERENCES app (id), 
	FOREIGN KEY(source_id) REFERENCES source (id)
);
INSERT INTO "benchmark" VALUES(1,'customer-io',500,7,12,101,3925,6088,1741,'aggregate across apps with 2+ instances',1,'page carries the aggregate label but the stored copy cuts before the figures; figures are those shown under the same label on sibling pages (e.g. Mode, Postman)','customer-io/stitchflow-guide');
INSERT INTO "benchmark" VALUES(2,'figma',500,3,12,112,NULL,NULL,NULL,'customers using this app',0,'stored copy cut after the hours','figma/stitchflow-guide');
CREATE TABLE calendar_link (
	account_id VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_calendar_link PRIMARY KEY (account_id), 
	CONSTRAINT fk_calendar_link_account_id_account FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT uq_calendar_link_digest UNIQUE (digest)
);
CREATE TABLE catalog_state (
	id INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	edition INTEGER NOT NULL, 
	loaded_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "catalog_state" VALUES(1,'6387b144956fe0933de327e3805e91450e89dae735237a87fbd497e4fa63983f',2,'2026-11-23 09:00:00.000000');
CREATE TABLE channel (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	url TEXT NOT NULL, 
	scheme VARCHAR NOT NULL, 
	host VARCHAR NOT NULL, 
	audience VARCHAR(40) NOT NULL, 
	urgent_only BOOLEAN NOT NULL, 
	enabled BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	removed_at DATETIME, 
	last_success_at DATETIME, 
	last_problem_at DATETIME, 
	last_problem TEXT, 
	failures INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_channel PRIMARY KEY (id)
);
INSERT INTO "channel" VALUES(1,'IT','','json','hooks.example.com','shared',0,1,'2026-11-23 13:53:00.000000',NULL,NULL,NULL,NULL,0,1);
CREATE TABLE claim (
	id INTEGER NOT NULL, 
	app_id VARCHAR NOT NULL, 
	idp_id VARCHAR, 
	fact VARCHAR(40) NOT NULL, 
	value VARCHAR NOT NULL, 
	disputes VARCHAR, 
	note VARCHAR, 
	source_id VARCHAR NOT NULL, 
	as_of DATE NOT NULL, 
	origin VARCHAR(40) NOT NULL, 
	evidence TEXT, 
	recorded_by VARCHAR, 
	recorded_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(app_id) REFERENCES app (id), 
	FOREIGN KEY(idp_id) REFERENCES idp (id), 
	FOREIGN KEY(source_id) REFERENCES source (id)
);
INSERT INTO "claim" VALUES(1,'customer-io',NULL,'sso','yes',NULL,NULL,'customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(2,'customer-io',NULL,'protocols','SAML 2.0, OpenID Connect',NULL,NULL,'customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(3,'customer-io',NULL,'sso_plan','premium',NULL,NULL,'customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(4,'customer-io',NULL,'sso','yes',NULL,'own integrations listed for Google (organisations and consumers), Okta and Microsoft Entra, plus generic OIDC and generic SAML 2.0; no plan named on the page; SP-initiated only','customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(5,'customer-io',NULL,'protocols','SAML 2.0, OpenID Connect',NULL,NULL,'customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(6,'customer-io',NULL,'provisioning','scim',NULL,'headline on the page says "Premium/Enterprise", the fact table and technical block say Enterprise only','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(7,'customer-io',NULL,'scim_version','2.0',NULL,NULL,'customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(8,'customer-io',NULL,'scim_plan','enterprise',NULL,'headline on the page says "Premium/Enterprise", the fact table and technical block say Enterprise only','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(9,'customer-io',NULL,'sso_first','no',NULL,NULL,'customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(10,'customer-io',NULL,'operations','create, update, deactivate, groups',NULL,NULL,'customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(11,'customer-io',NULL,'provisioning','unknown','scim','the vendor security page lists two-factor, SSO and role permissions as account protection; SCIM is not in that list','customer-io/api-evangelist-trust','2026-08-13','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(12,'customer-io','okta','sso','yes',NULL,'SSO only','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(13,'customer-io','okta','provisioning','none',NULL,'SSO only','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(14,'customer-io','entra-id','sso','yes',NULL,'SSO only','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(15,'customer-io','entra-id','provisioning','none',NULL,'SSO only','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(16,'customer-io','google-workspace','sso','yes',NULL,'SAML SSO with just-in-time provisioning','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(17,'customer-io','google-workspace','provisioning','jit-only',NULL,'SAML SSO with just-in-time provisioning','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(18,'customer-io','onelogin','sso','yes',NULL,'ticked for both, note says only "Supported"','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(19,'customer-io','onelogin','provisioning','scim',NULL,'ticked for both, note says only "Supported"','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(20,'customer-io','jumpcloud','provisioning','scim',NULL,'page text and technical block: SCIM 2.0 works with Cloudflare and JumpCloud','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(21,'customer-io','jumpcloud','sso','unknown',NULL,'page text and technical block: SCIM 2.0 works with Cloudflare and JumpCloud','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(22,'customer-io','cloudflare','provisioning','scim',NULL,'page text and technical block: SCIM 2.0 works with Cloudflare and JumpCloud','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(23,'customer-io','cloudflare','sso','unknown',NULL,'page text and technical block: SCIM 2.0 works with Cloudflare and JumpCloud','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(24,'customer-io','onelogin','provisioning','none',NULL,'same page''s text limits SCIM to Cloudflare and JumpCloud, against its own OneLogin tick','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(25,'customer-io','onelogin','sso','unknown',NULL,'same page''s text limits SCIM to Cloudflare and JumpCloud, against its own OneLogin tick','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(26,'customer-io','okta','sso','yes',NULL,'dedicated Okta integration; Okta also named under generic SAML 2.0; SSO page is silent on SCIM','customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(27,'customer-io','okta','provisioning','unknown',NULL,'dedicated Okta integration; Okta also named under generic SAML 2.0; SSO page is silent on SCIM','customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(28,'customer-io','entra-id','sso','yes',NULL,'dedicated Microsoft Entra integration; SSO page is silent on SCIM','customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(29,'customer-io','entra-id','provisioning','unknown',NULL,'dedicated Microsoft Entra integration; SSO page is silent on SCIM','customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(30,'customer-io','google-workspace','sso','yes',NULL,'Google for organisations; must be enforced on the account security page to block passwords','customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(31,'customer-io','google-workspace','provisioning','unknown',NULL,'Google for organisations; must be enforced on the account security page to block passwords','customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(32,'customer-io','cloudflare','sso','yes',NULL,'vendor names Cloudflare and JumpCloud as examples for generic SAML 2.0 SSO, not for SCIM','customer-io/vendor-sso-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(33,'customer-io','cloudflare','provisioning','unknown','scim','vendor names Cloudflare and JumpCloud as examples for generic SAML 2.0 SSO, not for SCIM','customer-io/vendor-sso-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(34,'customer-io','jumpcloud','sso','yes',NULL,'vendor names Cloudflare and JumpCloud as examples for generic SAML 2.0 SSO, not for SCIM','customer-io/vendor-sso-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(35,'customer-io','jumpcloud','provisioning','unknown','scim','vendor names Cloudflare and JumpCloud as examples for generic SAML 2.0 SSO, not for SCIM','customer-io/vendor-sso-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(36,'customer-io','okta','sso','yes',NULL,'older copy: own Okta integration; generic SAML line there named only Cloudflare and JumpCloud','customer-io/vendor-sso-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(37,'customer-io','okta','provisioning','unknown',NULL,'older copy: own Okta integration; generic SAML line there named only Cloudflare and JumpCloud','customer-io/vendor-sso-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(38,'customer-io',NULL,'scim_plan','premium',NULL,'the page''s headline says "Premium/Enterprise"; its fact table says Enterprise','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(39,'customer-io',NULL,'unused_seat_cost','USD 3,925 a year for 12 unused licences',NULL,'aggregate label shared by many apps of the guide, not a measurement of Customer.io','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(40,'customer-io',NULL,'unused_seat_cost','nothing: members are free, up to 300 an account',NULL,'billing follows profiles; there is no price per member','customer-io/vendor-team-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(41,'customer-io','cloudflare','sso','yes',NULL,'under generic SAML 2.0','customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(42,'customer-io','cloudflare','provisioning','unknown','scim','named under generic SAML 2.0; the page never mentions SCIM','customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(43,'customer-io','jumpcloud','sso','yes',NULL,'under generic SAML 2.0','customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(44,'customer-io','jumpcloud','provisioning','unknown','scim','named under generic SAML 2.0; the page never mentions SCIM','customer-io/vendor-sso-docs-md','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(45,'customer-io','google-workspace','deprovisioning','kept',NULL,'just-in-time creation does not deprovision: somebody has to remove the account in Customer.io','customer-io/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(46,'figma',NULL,'sso','yes',NULL,NULL,'figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(47,'figma',NULL,'protocols','SAML 2.0',NULL,NULL,'figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(48,'figma',NULL,'provisioning','scim',NULL,'text: basic SCIM from Organization, seat assignment by SCIM only on Enterprise; fact table says Enterprise','figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(49,'figma',NULL,'scim_plan','organization',NULL,'text: basic SCIM from Organization, seat assignment by SCIM only on Enterprise; fact table says Enterprise','figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(50,'figma',NULL,'sso_first','yes',NULL,NULL,'figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(51,'figma',NULL,'provisioning','scim',NULL,NULL,'figma/vendor-okta-docs-old','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(52,'figma',NULL,'scim_version','2.0',NULL,NULL,'figma/vendor-okta-docs-old','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(53,'figma',NULL,'sso_first','yes',NULL,NULL,'figma/vendor-okta-docs-old','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(54,'figma',NULL,'operations','create, update, deactivate, reactivate, seat type',NULL,NULL,'figma/vendor-okta-docs-old','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(55,'figma','okta','sso','yes',NULL,'OIN app with full provisioning','figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(56,'figma','okta','provisioning','scim',NULL,'OIN app with full provisioning','figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(57,'figma','entra-id','sso','yes',NULL,'Gallery app with SCIM','figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(58,'figma','entra-id','provisioning','scim',NULL,'Gallery app with SCIM','figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(59,'figma','google-workspace','sso','yes',NULL,'SAML SSO with just-in-time provisioning','figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(60,'figma','google-workspace','provisioning','jit-only',NULL,'SAML SSO with just-in-time provisioning','figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(61,'figma','onelogin','sso','yes',NULL,'ticked for both, note says only "Supported"','figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(62,'figma','onelogin','provisioning','scim',NULL,'ticked for both, note says only "Supported"','figma/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(63,'figma','okta','sso','yes',NULL,'seat types through custom attribute; Enterprise plan','figma/vendor-scim-seats-okta','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(64,'figma','okta','provisioning','scim',NULL,'seat types through custom attribute; Enterprise plan','figma/vendor-scim-seats-okta','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(65,'figma','entra-id','sso','yes',NULL,'own guide','figma/vendor-scim-seats','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(66,'figma','entra-id','provisioning','scim',NULL,'own guide','figma/vendor-scim-seats','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(67,'figma','other','sso','yes',NULL,'SCIM API guide for other IdPs','figma/vendor-scim-seats','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(68,'figma','other','provisioning','scim',NULL,'SCIM API guide for other IdPs','figma/vendor-scim-seats','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(69,'figma','okta','deprovisioning','removed',NULL,'signed out and taken out of the organisation','figma/vendor-okta-docs-old','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(70,'figma',NULL,'after_removal','drafts become reachable for admins',NULL,NULL,'figma/vendor-okta-docs-old','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(71,'notion',NULL,'sso','yes',NULL,NULL,'notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(72,'notion',NULL,'protocols','SAML 2.0',NULL,NULL,'notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(73,'notion',NULL,'sso_plan','business',NULL,NULL,'notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(74,'notion',NULL,'provisioning','scim',NULL,NULL,'notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(75,'notion',NULL,'scim_plan','enterprise',NULL,NULL,'notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(76,'notion',NULL,'sso_first','yes',NULL,NULL,'notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(77,'notion',NULL,'provisioning','scim',NULL,NULL,'notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(78,'notion',NULL,'scim_plan','enterprise',NULL,NULL,'notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(79,'notion',NULL,'sso_first','yes',NULL,NULL,'notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(80,'notion',NULL,'operations','create, update, delete, groups',NULL,NULL,'notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(81,'notion','okta','provisioning','scim',NULL,'OIN app with full provisioning','notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(82,'notion','okta','sso','unknown',NULL,'OIN app with full provisioning','notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(83,'notion','entra-id','provisioning','scim',NULL,'Gallery app with SCIM','notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(84,'notion','entra-id','sso','unknown',NULL,'Gallery app with SCIM','notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(85,'notion','google-workspace','provisioning','partial',NULL,'Limited: no group provisioning/deprovisioning','notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(86,'notion','google-workspace','sso','unknown',NULL,'Limited: no group provisioning/deprovisioning','notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(87,'notion','onelogin','provisioning','unknown',NULL,'cell note "Supported"; tick icons lost in stored copy','notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(88,'notion','onelogin','sso','unknown',NULL,'cell note "Supported"; tick icons lost in stored copy','notion/stitchflow-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(89,'notion','okta','provisioning','scim',NULL,'listed as supported','notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(90,'notion','okta','sso','unknown',NULL,'listed as supported','notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(91,'notion','onelogin','provisioning','scim',NULL,'listed as supported','notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(92,'notion','onelogin','sso','unknown',NULL,'listed as supported','notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(93,'notion','rippling','provisioning','scim',NULL,'listed as supported','notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(94,'notion','rippling','sso','unknown',NULL,'listed as supported','notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(95,'notion','gusto','provisioning','scim',NULL,'listed as supported (newer copies)','notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(96,'notion','gusto','sso','unknown',NULL,'listed as supported (newer copies)','notion/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(97,'slack',NULL,'provisioning','scim',NULL,'also Free and Pro when a Salesforce org is connected (newest stored copy)','slack/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(98,'slack',NULL,'scim_plan','business-plus',NULL,'also Free and Pro when a Salesforce org is connected (newest stored copy)','slack/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(99,'slack',NULL,'operations','create, update, deactivate, groups',NULL,NULL,'slack/vendor-scim-docs','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(100,'slack','okta','provisioning','scim',NULL,'create, update, deactivate, import, groups; older copy asks for the Plus plan','slack/okta-slack-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(101,'slack','okta','sso','unknown',NULL,'create, update, deactivate, import, groups; older copy asks for the Plus plan','slack/okta-slack-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(102,'slack',NULL,'scim_plan','plus',NULL,'older page','slack/okta-slack-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(103,'slack','okta','deprovisioning','removed',NULL,'from the organization and all teams','slack/okta-slack-guide','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(104,'zoom',NULL,'provisioning','scim',NULL,'Business or Enterprise; SSO recommended first; group push used for licences','zoom/askzac-scim-okta','2026-02-26','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(105,'zoom',NULL,'scim_version','2.0',NULL,NULL,'zoom/askzac-scim-okta','2026-02-26','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(106,'zoom',NULL,'scim_plan','business',NULL,'Business or Enterprise; SSO recommended first; group push used for licences','zoom/askzac-scim-okta','2026-02-26','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(107,'zoom',NULL,'operations','create, update, deactivate, groups',NULL,NULL,'zoom/askzac-scim-okta','2026-02-26','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(108,'zoom','okta','sso','yes',NULL,'OIN app','zoom/askzac-scim-okta','2026-02-26','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(109,'zoom','okta','provisioning','scim',NULL,'OIN app','zoom/askzac-scim-okta','2026-02-26','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(110,'zoom','okta','provisioning','scim',NULL,'create, update, deactivate; e-mail changes are not sent','zoom/okta-support-zoom','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(111,'zoom','okta','sso','unknown',NULL,'create, update, deactivate; e-mail changes are not sent','zoom/okta-support-zoom','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(112,'zoom','okta','deprovisioning','deactivated',NULL,'only Member users: an Admin removed in Okta stays active in Zoom','zoom/okta-support-zoom-admin','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(113,'figma','entra-id','sso','yes',NULL,'no plan stated beyond a Figma tenant; only user mapping shown','figma/entra-id-listing-sso','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(114,'figma','entra-id','provisioning','scim',NULL,'no plan stated beyond a Figma tenant; only user mapping shown','figma/entra-id-listing','2024-03-25','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(115,'figma','entra-id','protocols','SAML 2.0',NULL,NULL,'figma/entra-id-listing','2024-03-25','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(116,'figma','entra-id','operations','create, update, deactivate',NULL,NULL,'figma/entra-id-listing','2024-03-25','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(117,'notion','authentik','sso','yes',NULL,'integration guide listed, not opened','notion/authentik-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(118,'notion','authentik','provisioning','unknown',NULL,'integration guide listed, not opened','notion/authentik-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(119,'notion','entra-id','sso','yes',NULL,'tutorial names no plan; SCIM token generated by admin','notion/entra-id-listing-sso','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(120,'notion','entra-id','provisioning','scim',NULL,'tutorial names no plan; SCIM token generated by admin','notion/entra-id-listing','2024-03-25','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(121,'notion','entra-id','operations','create, update, deactivate, groups',NULL,NULL,'notion/entra-id-listing','2024-03-25','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(122,'slack','authentik','sso','yes',NULL,'authentik''s SCIM page gives Slack as its SAML-plus-SCIM example','slack/authentik-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(123,'slack','authentik','provisioning','scim',NULL,'authentik''s SCIM page gives Slack as its SAML-plus-SCIM example','slack/authentik-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(124,'slack','authentik','protocols','SAML 2.0',NULL,NULL,'slack/authentik-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(125,'slack','cloudflare','sso','yes',NULL,'Access guide listed, not opened; protocol not recorded','slack/cloudflare-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(126,'slack','cloudflare','provisioning','unknown',NULL,'Access guide listed, not opened; protocol not recorded','slack/cloudflare-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(127,'slack','entra-id','sso','yes',NULL,'connector targets Slack SCIM v1; Enterprise Grid handled by Slack''s own instructions; custom (non-gallery) app not supported; admin needs Team Admin','slack/entra-id-listing-sso','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(128,'slack','entra-id','provisioning','scim',NULL,'connector targets Slack SCIM v1; Enterprise Grid handled by Slack''s own instructions; custom (non-gallery) app not supported; admin needs Team Admin','slack/entra-id-listing','2026-04-16','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(129,'slack','entra-id','operations','create, update, deactivate, groups',NULL,NULL,'slack/entra-id-listing','2026-04-16','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(130,'slack','entra-id','scim_plan','Slack Business+ plan',NULL,NULL,'slack/entra-id-listing','2026-04-16','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(131,'slack','okta','sso','yes',NULL,'deactivation removes the user from the organisation and all its teams; group push offered','slack/okta-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(132,'slack','okta','provisioning','scim',NULL,'deactivation removes the user from the organisation and all its teams; group push offered','slack/okta-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(133,'slack','okta','deprovisioning','removed',NULL,'deactivation removes the user from the organisation and all its teams; group push offered','slack/okta-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(134,'slack','okta','protocols','SAML 2.0',NULL,NULL,'slack/okta-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(135,'slack','okta','operations','create, update, deactivate, groups',NULL,NULL,'slack/okta-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(136,'slack','okta','scim_plan','Slack Plus plan in this text (name since changed to Business+)',NULL,NULL,'slack/okta-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(137,'zoom','authentik','sso','yes',NULL,'integration guide listed, not opened','zoom/authentik-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(138,'zoom','authentik','provisioning','unknown',NULL,'integration guide listed, not opened','zoom/authentik-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(139,'zoom','cloudflare','sso','yes',NULL,'Access guide listed, not opened; protocol not recorded','zoom/cloudflare-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(140,'zoom','cloudflare','provisioning','unknown',NULL,'Access guide listed, not opened; protocol not recorded','zoom/cloudflare-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(141,'zoom','entra-id','sso','yes',NULL,'no group provisioning listed; OAuth2 only (bearer dropped); cap of 9,999 basic users','zoom/entra-id-listing-sso','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(142,'zoom','entra-id','provisioning','scim',NULL,'no group provisioning listed; OAuth2 only (bearer dropped); cap of 9,999 basic users','zoom/entra-id-listing','2024-03-25','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(143,'zoom','entra-id','operations','create, update, deactivate',NULL,NULL,'zoom/entra-id-listing','2024-03-25','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(144,'zoom','jumpcloud','sso','yes',NULL,'two JumpCloud integrations needed, one for SSO and one for SCIM; SSO first; accounts stay active if the integration is removed','zoom/jumpcloud-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(145,'zoom','jumpcloud','provisioning','scim',NULL,'two JumpCloud integrations needed, one for SSO and one for SCIM; SSO first; accounts stay active if the integration is removed','zoom/jumpcloud-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(146,'zoom','jumpcloud','protocols','SAML 2.0',NULL,NULL,'zoom/jumpcloud-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(147,'zoom','jumpcloud','operations','create, update, deactivate',NULL,NULL,'zoom/jumpcloud-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(148,'zoom','okta','sso','unknown',NULL,'OAuth 2.0 connection; feature set as described for user provisioning in general','zoom/okta-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(149,'zoom','okta','provisioning','scim',NULL,'OAuth 2.0 connection; feature set as described for user provisioning in general','zoom/okta-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(150,'zoom','okta','operations','create, update, deactivate',NULL,NULL,'zoom/okta-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(151,'zoom','ping','sso','unknown',NULL,'disable or delete chosen at deprovisioning; each action can be switched separately; PingOne','zoom/ping-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(152,'zoom','ping','provisioning','scim',NULL,'disable or delete chosen at deprovisioning; each action can be switched separately; PingOne','zoom/ping-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(153,'zoom','ping','operations','create, update, deactivate, delete',NULL,NULL,'zoom/ping-listing','2026-11-23','bundle',NULL,NULL,NULL);
INSERT INTO "claim" VALUES(154,'zoom','google-workspace','provisioning','none',NULL,NULL,'own/zoom','2026-11-20','local','Ticket 12','Root Example','2026-11-23 11:15:00.000000');
CREATE TABLE decision (
	id INTEGER NOT NULL, 
	app_id VARCHAR NOT NULL, 
	app_name VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	choice VARCHAR(40) NOT NULL, 
	recommended VARCHAR(40) NOT NULL, 
	reason TEXT, 
	context TEXT NOT NULL, 
	consequences TEXT NOT NULL, 
	answers TEXT NOT NULL, 
	frozen TEXT NOT NULL, 
	options TEXT NOT NULL, 
	review_on DATE, 
	supersedes INTEGER, 
	superseded_by INTEGER, 
	decided_by VARCHAR NOT NULL, 
	decided_at DATETIME NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "decision" VALUES(1,'customer-io','Customer.io','Customer.io: SCIM bridge, events become tracked work','accepted','scim-bridge','scim-bridge','We try it','Plan of Customer.io: Essentials.
Identity providers: Okta.
How many people use it? 40.
Must a leaver''s access end by itself, and within how long? No such duty.
Do you want the higher plan anyway, for other features than SCIM? No.
May a third party hold admin access to the app? No.
How much of it is bearable? Some minutes for each person.
Provisioning is contested: Stitchflow says scim; API Evangelist speaks against scim.
The plan needed for SCIM is contested: Stitchflow says enterprise; Stitchflow says premium.
Have the vendor confirm in writing what is contested before paying for it.','A leaver may keep access for up to 8 hours.
Effort: 2 to 6 hours once, then some minutes for each joiner and leaver.
The step is done by a person: it can be late, but it cannot be forgotten.','{"current_plan":{"origin":"stack","value":"essentials"},"idp_change":{"origin":"as it is, unless you say so","value":"no"},"idps":{"origin":"answered","value":["okta"]},"joiners_per_year":{"origin":"15 of 100 people a year, an assumption","value":6},"leavers_per_year":{"origin":"15 of 100 people a year, an assumption","value":6},"manual_capacity":{"origin":"some, unless you say otherwise","value":"some"},"manual_work_by":{"origin":"stack","value":"app-owner"},"regulation":{"origin":"nothing said so far","value":"none"},"removal_duty":{"origin":"no duty unless one is named","value":"none"},"roles_from_idp":{"origin":"no, unless you need it","value":false},"seats":{"origin":"stack","value":40},"sensitivity":{"origin":"normal, unless you say otherwise","value":"normal"},"third_party_admin":{"origin":"no, until somebody allows it","value":false},"wants_higher_plan":{"origin":"no, unless you say so","value":false}}','{"facts":{"app_scim":"scim","idp_contested":false,"idp_support":"none","other_idp":"contested","plan_has_scim":"no","sign_on":"needs-upgrade","upgrade":"available","upgrade_difference":"53800"},"known":{"current_plan":"essentials","idps":["okta","google-workspace"],"seats":40},"prices":{"enterprise":{"as_of":"2026-11-23","currency":"USD","high":"55000","low":"28000","name":"Enterprise","period":"year","publisher":"Stitchflow","source":"Customer.io SCIM guide","unit":"custom","url":"https://www.stitchflow.com/scim/customer.io"},"essentials":{"as_of":"2026-11-23","currency":"USD","high":"100","low":"100","name":"Essentials","period":"month","publisher":"Stitchflow","source":"Customer.io SCIM guide","unit":"flat","url":"https://www.stitchflow.com/scim/customer.io"}},"read_from":{"app_scim":["provisioning"],"idp_contested":["provisioning@okta"],"idp_support":["provisioning@okta"],"other_idp":["provisioning@jumpcloud","provisioning@cloudflare"],"plan_has_scim":["scim_plan","essentials","enterprise"],"sign_on":["sso@okta","sso_plan"],"upgrade":["scim_plan","essentials","enterprise"],"upgrade_difference":["essentials","enterprise"]},"verdicts":{"provisioning":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":6,"publisher":"Stitchflow","source":"Customer.io SCIM guide","source_id":"customer-io/stitchflow-guide","url":"https://www.stitchflow.com/scim/customer.io","value":"scim"},{"as_of":"2026-08-13","disputes":"scim","id":11,"publisher":"API Evangelist","source":"Customer.io trust centre file (probe of customer.io/security, 2026-08-13)","source_id":"customer-io/api-evangelist-trust","url":"https://raw.githubusercontent.com/api-evangelist/customer-io/refs/heads/main/security/customer-io-trust-center.yml","value":"unknown"}],"standing":"contested","value":"scim"},"provisioning@cloudflare":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":22,"publisher":"Stitchflow","source":"Customer.io SCIM guide","source_id":"customer-io/stitchflow-guide","url":"https://www.stitchflow.com/scim/customer.io","value":"scim"},{"as_of":"2026-11-23","disputes":"scim","id":42,"publisher":"Customer.io","source":"Single Sign-on (SSO), newer markdown copy","source_id":"customer-io/vendor-sso-docs-md","url":"https://docs.customer.io/accounts-and-workspaces/login-with-sso.md","value":"unknown"},{"as_of":"2026-11-23","disputes":"scim","id":33,"publisher":"Customer.io","source":"Single Sign-on (SSO)","source_id":"customer-io/vendor-sso-docs","url":"https://docs.customer.io/accounts-and-workspaces/login-with-sso","value":"unknown"}],"standing":"contested","value":"scim"},"provisioning@jumpcloud":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":20,"publisher":"Stitchflow","source":"Customer.io SCIM guide","source_id":"customer-io/stitchflow-guide","url":"https://www.stitchflow.com/scim/customer.io","value":"scim"},{"as_of":"2026-11-23","disputes":"scim","id":44,"publisher":"Customer.io","source":"Single Sign-on (SSO), newer markdown copy","source_id":"customer-io/vendor-sso-docs-md","url":"https://docs.customer.io/accounts-and-workspaces/login-with-sso.md","value":"unknown"},{"as_of":"2026-11-23","disputes":"scim","id":35,"publisher":"Customer.io","source":"Single Sign-on (SSO)","source_id":"customer-io/vendor-sso-docs","url":"https://docs.customer.io/accounts-and-workspaces/login-with-sso","value":"unknown"}],"standing":"contested","value":"scim"},"provisioning@okta":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":13,"publisher":"Stitchflow","source":"Customer.io SCIM guide","source_id":"customer-io/stitchflow-guide","url":"https://www.stitchflow.com/scim/customer.io","value":"none"},{"as_of":"2026-11-23","disputes":null,"id":27,"publisher":"Customer.io","source":"Single Sign-on (SSO), newer markdown copy","source_id":"customer-io/vendor-sso-docs-md","url":"https://docs.customer.io/accounts-and-workspaces/login-with-sso.md","value":"unknown"},{"as_of":"2026-11-23","disputes":null,"id":37,"publisher":"Customer.io","source":"Single Sign-on (SSO)","source_id":"customer-io/vendor-sso-docs","url":"https://docs.customer.io/accounts-and-workspaces/login-with-sso","value":"unknown"}],"standing":"single source","value":"none"},"scim_plan":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":8,"publisher":"Stitchflow","source":"Customer.io SCIM guide","source_id":"customer-io/stitchflow-guide","url":"https://www.stitchflow.com/scim/customer.io","value":"enterprise"},{"as_of":"2026-11-23","disputes":null,"id":38,"publisher":"Stitchflow","source":"Customer.io SCIM guide","source_id":"customer-io/stitchflow-guide","url":"https://www.stitchflow.com/scim/customer.io","value":"premium"}],"standing":"contested","value":"enterprise"},"sso@okta":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":26,"publisher":"Customer.io","source":"Single Sign-on (SSO), newer markdown copy","source_id":"customer-io/vendor-sso-docs-md","url":"https://docs.customer.io/accounts-and-workspaces/login-with-sso.md","value":"yes"},{"as_of":"2026-11-23","disputes":null,"id":36,"publisher":"Customer.io","source":"Single Sign-on (SSO)","source_id":"customer-io/vendor-sso-docs","url":"https://docs.customer.io/accounts-and-workspaces/login-with-sso","value":"yes"},{"as_of":"2026-11-23","disputes":null,"id":12,"publisher":"Stitchflow","source":"Customer.io SCIM guide","source_id":"customer-io/stitchflow-guide","url":"https://www.stitchflow.com/scim/customer.io","value":"yes"}],"standing":"agreed","value":"yes"},"sso_plan":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":3,"publisher":"Stitchflow","source":"Customer.io SCIM guide","source_id":"customer-io/stitchflow-guide","url":"https://www.stitchflow.com/scim/customer.io","value":"premium"}],"standing":"single source","value":"premium"}}}','[{"avoided":{"high":"53800","low":"26800"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"14035.87","likely":"13486.22","low":"13398.64"},"three_years":{"high":"41104.86","likely":"39738.66","low":"39510.31"}},"effort":"2 to 6 hours once, then some minutes for each joiner and leaver","facts":["idp_support","idp_contested","upgrade_difference"],"feasible":true,"id":"scim-bridge","leftover_access_hours":8,"leftover_why":"The event arrives in minutes; a person does the step within the working day.","next_steps":["Open a bridge connection for Customer.io in Offramp and add it to Okta as a custom SCIM app.","The steps go to the app''s owner; name who stands in.","Send a test leaver through and see the step appear."],"rank":1,"reasons":["No third party may hold admin access: the bridge turns what Okta knows into tracked work at once.","It avoids the upgrade: about USD 27,000–54,000 a year (USD 1,200 for Essentials, USD 28,000–55,000 for Enterprise).","Native SCIM of Customer.io does not serve Okta, whatever the plan.","The plan would not help: native SCIM of Customer.io does not serve Okta."],"risks":["The step is done by a person: it can be late, but it cannot be forgotten."],"rule":"bridge-the-events","rule_when":["A third party may hold admin access: no","Work by hand is bearable: not none","Provisioning under our IdP: not no idp"],"title":"SCIM bridge, events become tracked work","verdict":"Let Okta send its events to Offramp''s bridge; each leaver of Customer.io becomes tracked work, and avoid the upgrade of about USD 27,000–54,000 a year.","why_not":null},{"avoided":{"high":"53800","low":"26800"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"13512.49","likely":"13050.88","low":"13021.68"},"three_years":{"high":"40241.78","likely":"38912.64","low":"38765.06"}},"effort":"1 hour once, then 10 to 30 minutes for each joiner and leaver","facts":["upgrade_difference"],"feasible":true,"id":"manual-checklist","leftover_access_hours":72,"leftover_why":"A planning figure for a step done by hand: up to three days, weekends included.","next_steps":["Give Customer.io an owner and a place in the offboarding checklist, for the app''s owner, due within a day.","Review the accounts every quarter against the list of people."],"rank":2,"reasons":["Without anything better, a tracked checklist is the least that has to be; what follows it needs more, or costs more.","It avoids the upgrade: about USD 27,000–54,000 a year (USD 1,200 for Essentials, USD 28,000–55,000 for Enterprise)."],"risks":["A forgotten step leaves an account open until the next access review."],"rule":"otherwise","rule_when":[],"title":"By hand, with a tracked removal checklist","verdict":"Keep Customer.io manual, with a checklist that is tracked.","why_not":"Beside the first choice: a leaver may keep access for up to 72 hours, not 8 hours; about USD 440 less in the first year."},{"avoided":null,"cost":{"basis":"The price of the other product is not known: enter it.","currency":"USD","first_year":null,"three_years":null},"effort":"months","facts":[],"feasible":true,"id":"replace-app","leftover_access_hours":1,"leftover_why":"As the new app''s SCIM, once everybody has moved; until then as today.","next_steps":["Filter the matrix for apps of the same kind whose SCIM serves our IdP, and see what their plans cost."],"rank":3,"reasons":["Without anything better, a tracked checklist is the least that has to be; what follows it needs more, or costs more."],"risks":["Data, habits and integrations have to move; the new vendor may price SCIM the same way."],"rule":"otherwise","rule_when":[],"title":"Replace the app","verdict":"Look for another product in place of Customer.io.","why_not":"Beside the first choice: a leaver may keep access for up to 1 hour, not 8 hours; its cost is not known."},{"avoided":null,"cost":{"basis":"No source says that the current plan has SCIM.","currency":"USD","first_year":null,"three_years":null},"effort":"4 to 16 hours once, then little","facts":["idp_support","idp_contested"],"feasible":false,"id":"native-scim","leftover_access_hours":1,"leftover_why":"IdPs send a deactivation at once or within their cycle (Entra ID: 40 minutes).","next_steps":["Connect it in Okta as OIN app. SSO only; no SCIM through Okta per the guide (Stitchflow).","Connect it in Okta as vendor integration; in the app: Customer.io account security settings (Customer.io, https://docs.customer.io/accounts-and-workspaces/login-with-sso.md).","In Okta: add Customer.io, turn on provisioning, with deactivation included.","Deactivate a test account and look in the app whether it is really gone; record what you saw."],"rank":null,"reasons":[],"risks":["Sessions, API keys and tokens may outlive the deactivated account."],"rule":null,"rule_when":[],"title":"Native SCIM on the plan we have","verdict":"Connect Customer.io to Okta by SCIM; the plan is already paid for.","why_not":"Native SCIM of Customer.io does not serve Okta, whatever the plan."},{"avoided":null,"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"54927.46","likely":"43743.61","low":"33363.80"},"three_years":{"high":"161556.58","likely":"128350.83","low":"97203.41"}},"effort":"8 to 24 hours once, and a negotiation","facts":["idp_support","idp_contested"],"feasible":false,"id":"upgrade-for-scim","leftover_access_hours":72,"leftover_why":"The plan does not remove anybody where SCIM does not serve the IdP: until something else does, as by hand.","next_steps":["Connect it in Okta as OIN app. SSO only; no SCIM through Okta per the guide (Stitchflow).","Connect it in Okta as vendor integration; in the app: Customer.io account security settings (Customer.io, https://docs.customer.io/accounts-and-workspaces/login-with-sso.md).","Ask for a quote for Enterprise for 40 seats, with SCIM and Okta named in it.","Plan the removal of leavers separately: a checklist, the bridge, or an automation service.","Agree on a test period in which deprovisioning is tried."],"rank":null,"reasons":[],"risks":["Enterprise does not bring SCIM to Okta: leavers still have to be removed in another way.","Prices of such plans are negotiated, and rise at renewal."],"rule":null,"rule_when":[],"title":"Upgrade to the plan with SCIM","verdict":"Evaluate Enterprise for Customer.io: about USD 27,000–54,000 a year more.","why_not":"The plan would not help: native SCIM of Customer.io does not serve Okta."},{"avoided":{"high":"53800","low":"26800"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"22618.60","likely":"19641.05","low":"18206.31"},"three_years":{"high":"66142.39","likely":"57483.15","low":"52954.77"}},"effort":"4 to 12 hours once, then reviews of the service","facts":[],"feasible":false,"id":"managed-automation","leftover_access_hours":4,"leftover_why":"A planning figure: ask the service for its agreed time.","next_steps":["Ask two services for a quote for Customer.io with 40 people, and for the time from an IdP event to the removal.","Give the service an admin account of its own, and list it among the suppliers.","Keep the checklist until the first removals have been proven."],"rank":null,"reasons":[],"risks":["A third party holds admin access to Customer.io; its account needs the care of any administrator''s.","It works through pages or an API that the vendor may change; the service''s agreed times matter."],"rule":null,"rule_when":[],"title":"Managed automation by a third party","verdict":"Have Customer.io''s accounts run from outside, without the higher plan, and avoid the upgrade of about USD 27,000–54,000 a year.","why_not":"A third party may not hold admin access to the app."},{"avoided":{"high":"53800","low":"26800"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"13851.34","likely":"13281.98","low":"13208.68"},"three_years":{"high":"40182.40","likely":"38885.94","low":"38722.99"}},"effort":"2 to 8 hours once, then some minutes for each leaver","facts":["sign_on"],"feasible":false,"id":"jit-checklist","leftover_access_hours":24,"leftover_why":"New sign-ins end with the IdP account; sessions, passwords and keys live until the step is done.","next_steps":["Connect it in Okta as OIN app. SSO only; no SCIM through Okta per the guide (Stitchflow).","Connect it in Okta as vendor integration; in the app: Customer.io account security settings (Customer.io, https://docs.customer.io/accounts-and-workspaces/login-with-sso.md).","In Okta: connect Customer.io for sign-on, and enforce it so that passwords stop working.","Put the removal in Offramp''s offboarding checklist, for the app''s owner, with a due time."],"rank":null,"reasons":[],"risks":["Sign-on creates accounts but never removes them; local passwords work where sign-on is not enforced."],"rule":null,"rule_when":[],"title":"Sign-on through the IdP, with a removal checklist","verdict":"Sign in to Customer.io through Okta only, and remove accounts from a checklist.","why_not":"Sign-on is not in the plan Essentials."},{"avoided":null,"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"68533.47","likely":"55263.61","low":"46022.48"},"three_years":{"high":"181922.46","likely":"146590.83","low":"118262.16"}},"effort":"weeks to months; every other app is touched","facts":[],"feasible":false,"id":"change-idp","leftover_access_hours":1,"leftover_why":"As native SCIM once the move is done.","next_steps":["Connect it in Okta as OIN app. SSO only; no SCIM through Okta per the guide (Stitchflow).","Connect it in Okta as vendor integration; in the app: Customer.io account security settings (Customer.io, https://docs.customer.io/accounts-and-workspaces/login-with-sso.md).","Have Customer.io''s vendor confirm SCIM with JumpCloud or Cloudflare, and try it on a free tier.","Count what else would have to move before deciding."],"rank":null,"reasons":[],"risks":["Whether Customer.io''s SCIM works there is contested too: have it confirmed in writing before moving anything.","A second IdP is a second place to offboard from, with fees and rules of its own."],"rule":null,"rule_when":[],"title":"Add or change the identity provider","verdict":"Use JumpCloud or Cloudflare, which Customer.io''s SCIM serves.","why_not":"The identity provider stays as it is."}]',NULL,NULL,NULL,'Ola Operator','2026-11-23 10:00:00.000000',1);
INSERT INTO "decision" VALUES(2,'figma','Figma','Figma: By hand, with a tracked removal checklist','accepted','manual-checklist','manual-checklist','Few leavers','Plan of Figma: Professional.
Identity providers: Okta, Google Workspace.
How many people use it? 25.
How many of them leave in a year? 4.
How many join in a year? 4.
Must a leaver''s access end by itself, and within how long? No such duty.
Should roles in the app follow groups in the identity provider? No.
Do you want the higher plan anyway, for other features than SCIM? No.
May a third party hold admin access to the app? No.
How much of it is bearable? Some minutes for each person.
How sensitive is what is in the app? Normal.','A leaver may keep access for up to 72 hours.
Effort: 1 hour once, then 10 to 30 minutes for each joiner and leaver.
A forgotten step leaves an account open until the next access review.','{"current_plan":{"origin":"stack","value":"professional"},"idp_change":{"origin":"as it is, unless you say so","value":"no"},"idps":{"origin":"organisation","value":["okta","google-workspace"]},"joiners_per_year":{"origin":"15 of 100 people a year, an assumption","value":4},"leavers_per_year":{"origin":"15 of 100 people a year, an assumption","value":4},"manual_capacity":{"origin":"some, unless you say otherwise","value":"some"},"manual_work_by":{"origin":"stack","value":"app-owner"},"regulation":{"origin":"nothing said so far","value":"none"},"removal_duty":{"origin":"no duty unless one is named","value":"none"},"roles_from_idp":{"origin":"no, unless you need it","value":false},"seats":{"origin":"stack","value":25},"sensitivity":{"origin":"normal, unless you say otherwise","value":"normal"},"third_party_admin":{"origin":"no, until somebody allows it","value":false},"wants_higher_plan":{"origin":"no, unless you say so","value":false}}','{"facts":{"app_scim":"scim","idp_contested":false,"idp_support":"scim","other_idp":"scim","plan_has_scim":"no","sign_on":"needs-upgrade","upgrade":"available","upgrade_difference":"11700"},"known":{"current_plan":"professional","idps":["okta","google-workspace"],"seats":25},"prices":{"organization":{"as_of":"2026-11-23","currency":"USD","high":"55","low":"55","name":"Organization","period":"month","publisher":"Stitchflow","source":"Figma SCIM guide","unit":"seat","url":"https://www.stitchflow.com/scim/figma"},"professional":{"as_of":"2026-11-23","currency":"USD","high":"16","low":"16","name":"Professional","period":"month","publisher":"Stitchflow","source":"Figma SCIM guide","unit":"seat","url":"https://www.stitchflow.com/scim/figma"}},"read_from":{"app_scim":["provisioning"],"idp_contested":["provisioning@okta"],"idp_support":["provisioning@okta"],"other_idp":["provisioning@entra-id","provisioning@onelogin"],"plan_has_scim":["scim_plan","professional","organization"],"sign_on":["sso@okta","sso_plan"],"upgrade":["scim_plan","professional","organization"],"upgrade_difference":["professional","organization"]},"verdicts":{"provisioning":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":51,"publisher":"Figma","source":"Provision Okta SAML SSO","source_id":"figma/vendor-okta-docs-old","url":"https://help.figma.com/article/241-provision-okta-saml-sso","value":"scim"},{"as_of":"2026-11-23","disputes":null,"id":48,"publisher":"Stitchflow","source":"Figma SCIM guide","source_id":"figma/stitchflow-guide","url":"https://www.stitchflow.com/scim/figma","value":"scim"}],"standing":"agreed","value":"scim"},"provisioning@entra-id":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":66,"publisher":"Figma","source":"Manage seats via SCIM","source_id":"figma/vendor-scim-seats","url":"https://help.figma.com/hc/en-us/articles/360048787534-Manage-seats-via-SCIM","value":"scim"},{"as_of":"2024-03-25","disputes":null,"id":114,"publisher":"Microsoft","source":"Entra provisioning article: Figma","source_id":"figma/entra-id-listing","url":"https://learn.microsoft.com/en-us/entra/identity/saas-apps/figma-provisioning-tutorial","value":"scim"},{"as_of":"2026-11-23","disputes":null,"id":58,"publisher":"Stitchflow","source":"Figma SCIM guide","source_id":"figma/stitchflow-guide","url":"https://www.stitchflow.com/scim/figma","value":"scim"}],"standing":"agreed","value":"scim"},"provisioning@okta":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":64,"publisher":"Figma","source":"Manage seats via SCIM using Okta","source_id":"figma/vendor-scim-seats-okta","url":"https://help.figma.com/hc/en-us/articles/22773906477591-Manage-seats-via-SCIM-using-Okta","value":"scim"},{"as_of":"2026-11-23","disputes":null,"id":56,"publisher":"Stitchflow","source":"Figma SCIM guide","source_id":"figma/stitchflow-guide","url":"https://www.stitchflow.com/scim/figma","value":"scim"}],"standing":"agreed","value":"scim"},"provisioning@onelogin":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":62,"publisher":"Stitchflow","source":"Figma SCIM guide","source_id":"figma/stitchflow-guide","url":"https://www.stitchflow.com/scim/figma","value":"scim"}],"standing":"single source","value":"scim"},"scim_plan":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":49,"publisher":"Stitchflow","source":"Figma SCIM guide","source_id":"figma/stitchflow-guide","url":"https://www.stitchflow.com/scim/figma","value":"organization"}],"standing":"single source","value":"organization"},"sso@okta":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":63,"publisher":"Figma","source":"Manage seats via SCIM using Okta","source_id":"figma/vendor-scim-seats-okta","url":"https://help.figma.com/hc/en-us/articles/22773906477591-Manage-seats-via-SCIM-using-Okta","value":"yes"},{"as_of":"2026-11-23","disputes":null,"id":55,"publisher":"Stitchflow","source":"Figma SCIM guide","source_id":"figma/stitchflow-guide","url":"https://www.stitchflow.com/scim/figma","value":"yes"}],"standing":"agreed","value":"yes"},"sso_plan":{"claims":[],"standing":"unknown","value":"unknown"}}}','[{"avoided":{"high":"11700","low":"11700"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"6200.67","likely":"5757.35","low":"5698.96"},"three_years":{"high":"18280.55","likely":"17032.05","low":"16835.51"}},"effort":"1 hour once, then 10 to 30 minutes for each joiner and leaver","facts":["plan_has_scim","upgrade_difference"],"feasible":true,"id":"manual-checklist","leftover_access_hours":72,"leftover_why":"A planning figure for a step done by hand: up to three days, weekends included.","next_steps":["Give Figma an owner and a place in the offboarding checklist, for the app''s owner, due within a day.","Review the accounts every quarter against the list of people."],"rank":1,"reasons":["25 seats with 4 leavers a year and no duty of automatic removal: a tracked checklist does it, as long as somebody looks after it.","It avoids the upgrade: about USD 12,000 a year (USD 4,800 for Professional, USD 16,500 for Organization).","SCIM is not in the plan Professional; it begins with Organization."],"risks":["A forgotten step leaves an account open until the next access review."],"rule":"small-team","rule_when":["Seats: at most 30","Leavers a year: at most 6","Joiners a year: at most 12","Removal must be automatic: none","Roles are driven from the IdP: no","Work by hand is bearable: not none","Sensitivity of what is in the app: not high"],"title":"By hand, with a tracked removal checklist","verdict":"Keep Figma manual, with a checklist that is tracked.","why_not":null},{"avoided":{"high":"11700","low":"11700"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"6724.00","likely":"6198.82","low":"6100.50"},"three_years":{"high":"19161.77","likely":"17876.46","low":"17591.34"}},"effort":"2 to 6 hours once, then some minutes for each joiner and leaver","facts":["idp_support","upgrade_difference"],"feasible":true,"id":"scim-bridge","leftover_access_hours":8,"leftover_why":"The event arrives in minutes; a person does the step within the working day.","next_steps":["Open a bridge connection for Figma in Offramp and add it to Okta as a custom SCIM app.","The steps go to the app''s owner; name who stands in.","Send a test leaver through and see the step appear."],"rank":2,"reasons":["No third party may hold admin access: the bridge turns what Okta knows into tracked work at once.","It avoids the upgrade: about USD 12,000 a year (USD 4,800 for Professional, USD 16,500 for Organization)."],"risks":["The step is done by a person: it can be late, but it cannot be forgotten."],"rule":"bridge-the-events","rule_when":["A third party may hold admin access: no","Work by hand is bearable: not none","Provisioning under our IdP: not no idp"],"title":"SCIM bridge, events become tracked work","verdict":"Let Okta send its events to Offramp''s bridge; each leaver of Figma becomes tracked work, and avoid the upgrade of about USD 12,000 a year.","why_not":"Beside the first choice: a leaver may keep access for up to 8 hours, not 72 hours; about USD 440 more in the first year."},{"avoided":null,"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"20166.66","likely":"19112.99","low":"18784.69"},"three_years":{"high":"55894.74","likely":"54458.97","low":"54105.86"}},"effort":"8 to 24 hours once, and a negotiation","facts":["idp_support","idp_contested","app_scim","plan_has_scim","upgrade","upgrade_difference"],"feasible":true,"id":"upgrade-for-scim","leftover_access_hours":1,"leftover_why":"As native SCIM.","next_steps":["Connect it in Okta as OIN app. Switch provisioning off while adding seatType mappings, then on again (Figma, https://help.figma.com/hc/en-us/articles/22773906477591).","Ask for a quote for Organization for 25 seats, with SCIM and Okta named in it.","Agree on a test period in which deprovisioning is tried."],"rank":3,"reasons":["Without anything better, a tracked checklist is the least that has to be; what follows it needs more, or costs more.","It costs about USD 12,000 a year more (USD 4,800 for Professional, USD 16,500 for Organization)."],"risks":["Prices of such plans are negotiated, and rise at renewal."],"rule":"otherwise","rule_when":[],"title":"Upgrade to the plan with SCIM","verdict":"Evaluate Organization for Figma: about USD 12,000 a year more.","why_not":"Beside the first choice: a leaver may keep access for up to 1 hour, not 72 hours; about USD 13,000 more in the first year."},{"avoided":null,"cost":{"basis":"The price of the other product is not known: enter it.","currency":"USD","first_year":null,"three_years":null},"effort":"months","facts":[],"feasible":true,"id":"replace-app","leftover_access_hours":1,"leftover_why":"As the new app''s SCIM, once everybody has moved; until then as today.","next_steps":["Filter the matrix for apps of the same kind whose SCIM serves our IdP, and see what their plans cost."],"rank":4,"reasons":["Without anything better, a tracked checklist is the least that has to be; what follows it needs more, or costs more."],"risks":["Data, habits and integrations have to move; the new vendor may price SCIM the same way."],"rule":"otherwise","rule_when":[],"title":"Replace the app","verdict":"Look for another product in place of Figma.","why_not":"Beside the first choice: a leaver may keep access for up to 1 hour, not 72 hours; its cost is not known."},{"avoided":null,"cost":{"basis":"No source says that the current plan has SCIM.","currency":"USD","first_year":null,"three_years":null},"effort":"4 to 16 hours once, then little","facts":["plan_has_scim"],"feasible":false,"id":"native-scim","leftover_access_hours":1,"leftover_why":"IdPs send a deactivation at once or within their cycle (Entra ID: 40 minutes).","next_steps":["Connect it in Okta as OIN app. Switch provisioning off while adding seatType mappings, then on again (Figma, https://help.figma.com/hc/en-us/articles/22773906477591).","In Okta: add Figma, turn on provisioning, with deactivation included.","Deactivate a test account and look in the app whether it is really gone; record what you saw."],"rank":null,"reasons":[],"risks":["Sessions, API keys and tokens may outlive the deactivated account."],"rule":null,"rule_when":[],"title":"Native SCIM on the plan we have","verdict":"Connect Figma to Okta by SCIM; the plan is already paid for.","why_not":"SCIM is not in the plan Professional; it begins with Organization."},{"avoided":{"high":"11700","low":"11700"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"15404.39","likely":"12436.68","low":"11002.47"},"three_years":{"high":"44514.18","likely":"35870.04","low":"31345.46"}},"effort":"4 to 12 hours once, then reviews of the service","facts":[],"feasible":false,"id":"managed-automation","leftover_access_hours":4,"leftover_why":"A planning figure: ask the service for its agreed time.","next_steps":["Ask two services for a quote for Figma with 25 people, and for the time from an IdP event to the removal.","Give the service an admin account of its own, and list it among the suppliers.","Keep the checklist until the first removals have been proven."],"rank":null,"reasons":[],"risks":["A third party holds admin access to Figma; its account needs the care of any administrator''s.","It works through pages or an API that the vendor may change; the service''s agreed times matter."],"rule":null,"rule_when":[],"title":"Managed automation by a third party","verdict":"Have Figma''s accounts run from outside, without the higher plan, and avoid the upgrade of about USD 12,000 a year.","why_not":"A third party may not hold admin access to the app."},{"avoided":{"high":"11700","low":"11700"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"6572.41","likely":"6021.83","low":"5934.60"},"three_years":{"high":"18376.34","likely":"17105.49","low":"16899.73"}},"effort":"2 to 8 hours once, then some minutes for each leaver","facts":["sign_on"],"feasible":false,"id":"jit-checklist","leftover_access_hours":24,"leftover_why":"New sign-ins end with the IdP account; sessions, passwords and keys live until the step is done.","next_steps":["Connect it in Okta as OIN app. Switch provisioning off while adding seatType mappings, then on again (Figma, https://help.figma.com/hc/en-us/articles/22773906477591).","In Okta: connect Figma for sign-on, and enforce it so that passwords stop working.","Put the removal in Offramp''s offboarding checklist, for the app''s owner, with a due time."],"rank":null,"reasons":[],"risks":["Sign-on creates accounts but never removes them; local passwords work where sign-on is not enforced."],"rule":null,"rule_when":[],"title":"Sign-on through the IdP, with a removal checklist","verdict":"Sign in to Figma through Okta only, and remove accounts from a checklist.","why_not":"Sign-on is not in the plan Professional."},{"avoided":null,"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"36706.79","likely":"29733.00","low":"27377.11"},"three_years":{"high":"78322.32","likely":"69999.00","low":"67768.80"}},"effort":"weeks to months; every other app is touched","facts":[],"feasible":false,"id":"change-idp","leftover_access_hours":1,"leftover_why":"As native SCIM once the move is done.","next_steps":["Connect it in Okta as OIN app. Switch provisioning off while adding seatType mappings, then on again (Figma, https://help.figma.com/hc/en-us/articles/22773906477591).","Have Figma''s vendor confirm SCIM with Microsoft Entra ID or OneLogin, and try it on a free tier.","Count what else would have to move before deciding."],"rank":null,"reasons":[],"risks":["A second IdP is a second place to offboard from, with fees and rules of its own."],"rule":null,"rule_when":[],"title":"Add or change the identity provider","verdict":"Use Microsoft Entra ID or OneLogin, which Figma''s SCIM serves.","why_not":"The identity provider stays as it is."}]','2027-05-01',NULL,NULL,'Ola Operator','2026-11-23 10:05:00.000000',1);
INSERT INTO "decision" VALUES(3,'notion','Notion','Notion: Sign-on through the IdP, with a removal checklist','proposed','jit-checklist','scim-bridge','Until the renewal','Plan of Notion: Business.
Identity providers: Okta, Google Workspace.
How many people use it? 60.
Must a leaver''s access end by itself, and within how long? No such duty.
Do you want the higher plan anyway, for other features than SCIM? No.
May a third party hold admin access to the app? No.
How much of it is bearable? Some minutes for each person.','A leaver may keep access for up to 24 hours.
Effort: 2 to 8 hours once, then some minutes for each leaver.
Sign-on creates accounts but never removes them; local passwords work where sign-on is not enforced.','{"current_plan":{"origin":"stack","value":"business"},"idp_change":{"origin":"as it is, unless you say so","value":"no"},"idps":{"origin":"organisation","value":["okta","google-workspace"]},"joiners_per_year":{"origin":"15 of 100 people a year, an assumption","value":9},"leavers_per_year":{"origin":"15 of 100 people a year, an assumption","value":9},"manual_capacity":{"origin":"some, unless you say otherwise","value":"some"},"manual_work_by":{"origin":"IT, unless you say otherwise","value":"it"},"regulation":{"origin":"nothing said so far","value":"none"},"removal_duty":{"origin":"no duty unless one is named","value":"none"},"roles_from_idp":{"origin":"no, unless you need it","value":false},"seats":{"origin":"stack","value":60},"sensitivity":{"origin":"normal, unless you say otherwise","value":"normal"},"third_party_admin":{"origin":"no, until somebody allows it","value":false},"wants_higher_plan":{"origin":"no, unless you say so","value":false}}','{"facts":{"app_scim":"scim","idp_contested":false,"idp_support":"scim","other_idp":"scim","plan_has_scim":"no","sign_on":"included","upgrade":"available","upgrade_difference":"3600"},"known":{"current_plan":"business","idps":["okta","google-workspace"],"seats":60},"prices":{"business":{"as_of":"2026-11-23","currency":"USD","high":"20","low":"20","name":"Business","period":"month","publisher":"Stitchflow","source":"Notion SCIM guide","unit":"seat","url":"https://www.stitchflow.com/scim/notion"},"enterprise":{"as_of":"2026-11-23","currency":"USD","high":"25","low":"18","name":"Enterprise","period":"month","publisher":"Stitchflow","source":"Notion SCIM guide","unit":"seat","url":"https://www.stitchflow.com/scim/notion"}},"read_from":{"app_scim":["provisioning"],"idp_contested":["provisioning@okta"],"idp_support":["provisioning@okta"],"other_idp":["provisioning@entra-id","provisioning@onelogin","provisioning@rippling","provisioning@gusto"],"plan_has_scim":["scim_plan","business","enterprise"],"sign_on":["sso","sso_plan"],"upgrade":["scim_plan","business","enterprise"],"upgrade_difference":["business","enterprise"]},"verdicts":{"provisioning":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":77,"publisher":"Notion","source":"Provision users & groups with SCIM","source_id":"notion/vendor-scim-docs","url":"https://www.notion.so/help/provision-users-and-groups-with-scim","value":"scim"},{"as_of":"2026-11-23","disputes":null,"id":74,"publisher":"Stitchflow","source":"Notion SCIM guide","source_id":"notion/stitchflow-guide","url":"https://www.stitchflow.com/scim/notion","value":"scim"}],"standing":"agreed","value":"scim"},"provisioning@entra-id":{"claims":[{"as_of":"2024-03-25","disputes":null,"id":120,"publisher":"Microsoft","source":"Entra provisioning article: Notion","source_id":"notion/entra-id-listing","url":"https://learn.microsoft.com/en-us/entra/identity/saas-apps/notion-provisioning-tutorial","value":"scim"},{"as_of":"2026-11-23","disputes":null,"id":83,"publisher":"Stitchflow","source":"Notion SCIM guide","source_id":"notion/stitchflow-guide","url":"https://www.stitchflow.com/scim/notion","value":"scim"}],"standing":"stale","value":"scim"},"provisioning@gusto":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":95,"publisher":"Notion","source":"Provision users & groups with SCIM","source_id":"notion/vendor-scim-docs","url":"https://www.notion.so/help/provision-users-and-groups-with-scim","value":"scim"}],"standing":"single source","value":"scim"},"provisioning@okta":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":89,"publisher":"Notion","source":"Provision users & groups with SCIM","source_id":"notion/vendor-scim-docs","url":"https://www.notion.so/help/provision-users-and-groups-with-scim","value":"scim"},{"as_of":"2026-11-23","disputes":null,"id":81,"publisher":"Stitchflow","source":"Notion SCIM guide","source_id":"notion/stitchflow-guide","url":"https://www.stitchflow.com/scim/notion","value":"scim"}],"standing":"agreed","value":"scim"},"provisioning@onelogin":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":91,"publisher":"Notion","source":"Provision users & groups with SCIM","source_id":"notion/vendor-scim-docs","url":"https://www.notion.so/help/provision-users-and-groups-with-scim","value":"scim"},{"as_of":"2026-11-23","disputes":null,"id":87,"publisher":"Stitchflow","source":"Notion SCIM guide","source_id":"notion/stitchflow-guide","url":"https://www.stitchflow.com/scim/notion","value":"unknown"}],"standing":"single source","value":"scim"},"provisioning@rippling":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":93,"publisher":"Notion","source":"Provision users & groups with SCIM","source_id":"notion/vendor-scim-docs","url":"https://www.notion.so/help/provision-users-and-groups-with-scim","value":"scim"}],"standing":"single source","value":"scim"},"scim_plan":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":78,"publisher":"Notion","source":"Provision users & groups with SCIM","source_id":"notion/vendor-scim-docs","url":"https://www.notion.so/help/provision-users-and-groups-with-scim","value":"enterprise"},{"as_of":"2026-11-23","disputes":null,"id":75,"publisher":"Stitchflow","source":"Notion SCIM guide","source_id":"notion/stitchflow-guide","url":"https://www.stitchflow.com/scim/notion","value":"enterprise"}],"standing":"agreed","value":"enterprise"},"sso":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":71,"publisher":"Stitchflow","source":"Notion SCIM guide","source_id":"notion/stitchflow-guide","url":"https://www.stitchflow.com/scim/notion","value":"yes"}],"standing":"single source","value":"yes"},"sso_plan":{"claims":[{"as_of":"2026-11-23","disputes":null,"id":73,"publisher":"Stitchflow","source":"Notion SCIM guide","source_id":"notion/stitchflow-guide","url":"https://www.stitchflow.com/scim/notion","value":"business"}],"standing":"single source","value":"business"}}}','[{"avoided":{"high":"3600","low":"-1440"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"17152.21","likely":"16512.60","low":"16447.99"},"three_years":{"high":"50495.81","likely":"48817.80","low":"48646.62"}},"effort":"2 to 6 hours once, then some minutes for each joiner and leaver","facts":["idp_support","plan_has_scim","upgrade_difference"],"feasible":true,"id":"scim-bridge","leftover_access_hours":8,"leftover_why":"The event arrives in minutes; a person does the step within the working day.","next_steps":["Open a bridge connection for Notion in Offramp and add it to Okta as a custom SCIM app.","The steps go to IT; name who stands in.","Send a test leaver through and see the step appear."],"rank":1,"reasons":["No third party may hold admin access: the bridge turns what Okta knows into tracked work at once.","It avoids the upgrade: about USD -1,400–3,600 a year (USD 14,400 for Business, USD 12,960–18,000 for Enterprise).","SCIM is not in the plan Business; it begins with Enterprise."],"risks":["The step is done by a person: it can be late, but it cannot be forgotten."],"rule":"bridge-the-events","rule_when":["A third party may hold admin access: no","Work by hand is bearable: not none","Provisioning under our IdP: not no idp"],"title":"SCIM bridge, events become tracked work","verdict":"Let Okta send its events to Offramp''s bridge; each leaver of Notion becomes tracked work, and avoid the upgrade of about USD -1,400–3,600 a year.","why_not":null},{"avoided":{"high":"3600","low":"-1440"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"16967.77","likely":"16298.99","low":"16252.00"},"three_years":{"high":"49615.77","likely":"47936.97","low":"47805.17"}},"effort":"2 to 8 hours once, then some minutes for each leaver","facts":["upgrade_difference","sign_on"],"feasible":true,"id":"jit-checklist","leftover_access_hours":24,"leftover_why":"New sign-ins end with the IdP account; sessions, passwords and keys live until the step is done.","next_steps":["In Okta: connect Notion for sign-on, and enforce it so that passwords stop working.","Put the removal in Offramp''s offboarding checklist, for IT, with a due time."],"rank":2,"reasons":["Sign-on through Okta is there: it ends new sign-ins, and the checklist does the rest.","It avoids the upgrade: about USD -1,400–3,600 a year (USD 14,400 for Business, USD 12,960–18,000 for Enterprise)."],"risks":["Sign-on creates accounts but never removes them; local passwords work where sign-on is not enforced."],"rule":"sign-on-first","rule_when":["Single sign-on with our IdP and plan: included"],"title":"Sign-on through the IdP, with a removal checklist","verdict":"Sign in to Notion through Okta only, and remove accounts from a checklist.","why_not":"Beside the first choice: a leaver may keep access for up to 24 hours, not 8 hours; about USD 210 less in the first year."},{"avoided":{"high":"3600","low":"-1440"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"16750.23","likely":"16148.24","low":"16135.19"},"three_years":{"high":"49955.62","likely":"48204.72","low":"48117.94"}},"effort":"1 hour once, then 10 to 30 minutes for each joiner and leaver","facts":["upgrade_difference"],"feasible":true,"id":"manual-checklist","leftover_access_hours":72,"leftover_why":"A planning figure for a step done by hand: up to three days, weekends included.","next_steps":["Give Notion an owner and a place in the offboarding checklist, for IT, due within a day.","Review the accounts every quarter against the list of people."],"rank":3,"reasons":["Without anything better, a tracked checklist is the least that has to be; what follows it needs more, or costs more.","It avoids the upgrade: about USD -1,400–3,600 a year (USD 14,400 for Business, USD 12,960–18,000 for Enterprise)."],"risks":["A forgotten step leaves an account open until the next access review."],"rule":"otherwise","rule_when":[],"title":"By hand, with a tracked removal checklist","verdict":"Keep Notion manual, with a checklist that is tracked.","why_not":"Beside the first choice: a leaver may keep access for up to 72 hours, not 8 hours; about USD 360 less in the first year."},{"avoided":null,"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"20648.54","likely":"18206.00","low":"16366.81"},"three_years":{"high":"58466.10","likely":"51738.00","low":"46168.78"}},"effort":"8 to 24 hours once, and a negotiation","facts":["idp_support","idp_contested","app_scim","plan_has_scim","upgrade","upgrade_difference"],"feasible":true,"id":"upgrade-for-scim","leftover_access_hours":1,"leftover_why":"As native SCIM.","next_steps":["Ask for a quote for Enterprise for 60 seats, with SCIM and Okta named in it.","Agree on a test period in which deprovisioning is tried."],"rank":4,"reasons":["Without anything better, a tracked checklist is the least that has to be; what follows it needs more, or costs more.","It costs about USD -1,400–3,600 a year more (USD 14,400 for Business, USD 12,960–18,000 for Enterprise)."],"risks":["Prices of such plans are negotiated, and rise at renewal."],"rule":"otherwise","rule_when":[],"title":"Upgrade to the plan with SCIM","verdict":"Evaluate Enterprise for Notion: about USD -1,400–3,600 a year more.","why_not":"Beside the first choice: a leaver may keep access for up to 1 hour, not 8 hours; about USD 1,700 more in the first year."},{"avoided":null,"cost":{"basis":"The price of the other product is not known: enter it.","currency":"USD","first_year":null,"three_years":null},"effort":"months","facts":[],"feasible":true,"id":"replace-app","leftover_access_hours":1,"leftover_why":"As the new app''s SCIM, once everybody has moved; until then as today.","next_steps":["Filter the matrix for apps of the same kind whose SCIM serves our IdP, and see what their plans cost."],"rank":5,"reasons":["Without anything better, a tracked checklist is the least that has to be; what follows it needs more, or costs more."],"risks":["Data, habits and integrations have to move; the new vendor may price SCIM the same way."],"rule":"otherwise","rule_when":[],"title":"Replace the app","verdict":"Look for another product in place of Notion.","why_not":"Beside the first choice: a leaver may keep access for up to 1 hour, not 8 hours; its cost is not known."},{"avoided":null,"cost":{"basis":"No source says that the current plan has SCIM.","currency":"USD","first_year":null,"three_years":null},"effort":"4 to 16 hours once, then little","facts":["plan_has_scim"],"feasible":false,"id":"native-scim","leftover_access_hours":1,"leftover_why":"IdPs send a deactivation at once or within their cycle (Entra ID: 40 minutes).","next_steps":["In Okta: add Notion, turn on provisioning, with deactivation included.","Deactivate a test account and look in the app whether it is really gone; record what you saw."],"rank":null,"reasons":[],"risks":["Sessions, API keys and tokens may outlive the deactivated account."],"rule":null,"rule_when":[],"title":"Native SCIM on the plan we have","verdict":"Connect Notion to Okta by SCIM; the plan is already paid for.","why_not":"SCIM is not in the plan Business; it begins with Enterprise."},{"avoided":{"high":"3600","low":"-1440"},"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"25200.86","likely":"22202.90","low":"20788.04"},"three_years":{"high":"73808.26","likely":"65168.70","low":"60672.88"}},"effort":"4 to 12 hours once, then reviews of the service","facts":[],"feasible":false,"id":"managed-automation","leftover_access_hours":4,"leftover_why":"A planning figure: ask the service for its agreed time.","next_steps":["Ask two services for a quote for Notion with 60 people, and for the time from an IdP event to the removal.","Give the service an admin account of its own, and list it among the suppliers.","Keep the checklist until the first removals have been proven."],"rank":null,"reasons":[],"risks":["A third party holds admin access to Notion; its account needs the care of any administrator''s.","It works through pages or an API that the vendor may change; the service''s agreed times matter."],"rule":null,"rule_when":[],"title":"Managed automation by a third party","verdict":"Have Notion''s accounts run from outside, without the higher plan, and avoid the upgrade of about USD -1,400–3,600 a year.","why_not":"A third party may not hold admin access to the app."},{"avoided":null,"cost":{"basis":"Plan, work, set-up and running, as the calculator reckons them; P10 to P90","currency":"USD","first_year":{"high":"38560.82","likely":"30926.00","low":"28341.36"},"three_years":{"high":"85396.22","likely":"73578.00","low":"68382.74"}},"effort":"weeks to months; every other app is touched","facts":[],"feasible":false,"id":"change-idp","leftover_access_hours":1,"leftover_why":"As native SCIM once the move is done.","next_steps":["Have Notion''s vendor confirm SCIM with Microsoft Entra ID or OneLogin or Rippling or Gusto, and try it on a free tier.","Count what else would have to move before deciding."],"rank":null,"reasons":[],"risks":["A second IdP is a second place to offboard from, with fees and rules of its own."],"rule":null,"rule_when":[],"title":"Add or change the identity provider","verdict":"Use Microsoft Entra ID or OneLogin or Rippling or Gusto, which Notion''s SCIM serves.","why_not":"The identity provider stays as it is."}]',NULL,NULL,NULL,'Ola Operator','2026-11-23 10:10:00.000000',1);
CREATE TABLE guess_counter (
	"key" VARCHAR NOT NULL, 
	failures INTEGER NOT NULL, 
	last_at DATETIME NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE idp (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "idp" VALUES('okta','Okta',0);
INSERT INTO "idp" VALUES('entra-id','Microsoft Entra ID',1);
INSERT INTO "idp" VALUES('google-workspace','Google Workspace',2);
INSERT INTO "idp" VALUES('onelogin','OneLogin',3);
INSERT INTO "idp" VALUES('jumpcloud','JumpCloud',4);
INSERT INTO "idp" VALUES('cloudflare','Cloudflare',5);
INSERT INTO "idp" VALUES('ping','Ping Identity',6);
INSERT INTO "idp" VALUES('authentik','authentik',7);
INSERT INTO "idp" VALUES('keycloak','Keycloak',8);
INSERT INTO "idp" VALUES('duo','Duo',9);
INSERT INTO "idp" VALUES('auth0','Auth0',10);
INSERT INTO "idp" VALUES('cyberark','CyberArk',11);
INSERT INTO "idp" VALUES('rippling','Rippling',12);
INSERT INTO "idp" VALUES('gusto','Gusto',13);
INSERT INTO "idp" VALUES('other','Other',14);
CREATE TABLE job (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	payload TEXT, 
	run_at DATETIME NOT NULL, 
	next_at DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	state VARCHAR(40) NOT NULL, 
	hand_overs INTEGER NOT NULL, 
	handed_over_at DATETIME, 
	held_by VARCHAR, 
	held_until DATETIME, 
	finished_at DATETIME, 
	attempts INTEGER NOT NULL, 
	problem TEXT, 
	CONSTRAINT pk_job PRIMARY KEY (id), 
	CONSTRAINT uq_job_key UNIQUE ("key")
);
INSERT INTO "job" VALUES(1,'step.start','step:20','{"step":20}','2026-12-01 17:00:00.000000','2026-12-01 17:00:00.000000','2026-11-24 09:00:00.000000','waiting',0,NULL,NULL,NULL,NULL,0,NULL);
INSERT INTO "job" VALUES(2,'step.finish-wait','step:41','{"step":41}','2026-12-31 17:00:00.000000','2026-12-31 17:00:00.000000','2026-11-24 09:00:00.000000','waiting',0,NULL,NULL,NULL,NULL,0,NULL);
INSERT INTO "job" VALUES(3,'step.finish-wait','step:70','{"step":70}','2026-12-24 11:00:00.000000','2026-12-24 11:00:00.000000','2026-11-24 09:00:00.000000','waiting',0,NULL,NULL,NULL,NULL,0,NULL);
INSERT INTO "job" VALUES(4,'step.finish-wait','step:95','{"step":95}','2026-12-25 12:00:00.000000','2026-12-25 12:00:00.000000','2026-11-24 09:00:00.000000','withdrawn',0,NULL,NULL,NULL,'2026-11-25 11:30:00.000000',0,NULL);
INSERT INTO "job" VALUES(5,'step.finish-wait','step:131','{"step":131}','2027-01-03 12:00:00.000000','2027-01-03 12:00:00.000000','2026-11-24 09:00:00.000000','withdrawn',0,NULL,NULL,NULL,'2026-11-24 14:00:00.000000',0,NULL);
INSERT INTO "job" VALUES(6,'message.send','message:1','{"message":1}','2026-11-25 11:50:00.000000','2026-11-25 11:50:00.000000','2026-11-25 11:50:00.000000','waiting',0,NULL,NULL,NULL,NULL,0,NULL);
CREATE TABLE link_check (
	source_id VARCHAR NOT NULL, 
	checked_at DATETIME NOT NULL, 
	outcome VARCHAR NOT NULL, 
	detail VARCHAR, 
	PRIMARY KEY (source_id), 
	FOREIGN KEY(source_id) REFERENCES source (id)
);
CREATE TABLE message (
	id INTEGER NOT NULL, 
	channel_id INTEGER NOT NULL, 
	recipient VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	urgent BOOLEAN NOT NULL, 
	state VARCHAR(40) NOT NULL, 
	created_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	attempts INTEGER NOT NULL, 
	problem TEXT, 
	CONSTRAINT pk_message PRIMARY KEY (id), 
	CONSTRAINT fk_message_channel_id_channel FOREIGN KEY(channel_id) REFERENCES channel (id)
);
INSERT INTO "message" VALUES(1,1,'','Offboarding steps: 16 escalated, 3 overdue','OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 12:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 12:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 12:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 12:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 12:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 12:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 12:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 12:00 CET.
http://127.0.0.1:8501/case?case=2

Remove Ben Example from Customer.io: escalated, urgent, was due Tue 2026-11-24 14:30 CET.
Ben Example, OFF-0006; whose step: mo@example.com.
http://127.0.0.1:8501/case?case=6

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 16:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 16:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 16:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 16:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 16:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 16:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is escalated, urgent, was due Tue 2026-11-24 16:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is overdue, was due Wed 2026-11-25 12:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is overdue, was due Wed 2026-11-25 12:00 CET.
http://127.0.0.1:8501/case?case=2

OFF-0002: a step is overdue, was due Wed 2026-11-25 12:00 CET.
http://127.0.0.1:8501/case?case=2',1,'waiting','2026-11-25 11:50:00.000000',NULL,0,NULL);
CREATE TABLE notice (
	id INTEGER NOT NULL, 
	step_id INTEGER NOT NULL, 
	due_at DATETIME NOT NULL, 
	level VARCHAR(40) NOT NULL, 
	channel_id INTEGER NOT NULL, 
	recipient VARCHAR NOT NULL, 
	message_id INTEGER NOT NULL, 
	CONSTRAINT pk_notice PRIMARY KEY (id), 
	CONSTRAINT fk_notice_channel_id_channel FOREIGN KEY(channel_id) REFERENCES channel (id), 
	CONSTRAINT fk_notice_message_id_message FOREIGN KEY(message_id) REFERENCES message (id), 
	CONSTRAINT fk_notice_step_id_offboarding_step FOREIGN KEY(step_id) REFERENCES offboarding_step (id), 
	CONSTRAINT uq_notice_step_id UNIQUE (step_id, due_at, level, channel_id, recipient)
);
INSERT INTO "notice" VALUES(1,43,'2026-11-24 11:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(2,44,'2026-11-24 11:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(3,45,'2026-11-24 11:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(4,46,'2026-11-24 11:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(5,47,'2026-11-24 11:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(6,48,'2026-11-24 11:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(7,49,'2026-11-24 11:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(8,50,'2026-11-24 11:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(9,133,'2026-11-24 13:30:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(10,51,'2026-11-24 15:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(11,52,'2026-11-24 15:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(12,53,'2026-11-24 15:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(13,54,'2026-11-24 15:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(14,55,'2026-11-24 15:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(15,56,'2026-11-24 15:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(16,57,'2026-11-24 15:00:00.000000','escalated',1,'',1);
INSERT INTO "notice" VALUES(17,58,'2026-11-25 11:00:00.000000','overdue',1,'',1);
INSERT INTO "notice" VALUES(18,59,'2026-11-25 11:00:00.000000','overdue',1,'',1);
INSERT INTO "notice" VALUES(19,60,'2026-11-25 11:00:00.000000','overdue',1,'',1);
CREATE TABLE offboarding_case (
	id INTEGER NOT NULL, 
	person VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	effective_at DATETIME NOT NULL, 
	time_zone VARCHAR NOT NULL, 
	manager VARCHAR, 
	hand_over_to VARCHAR, 
	note TEXT, 
	status VARCHAR(40) NOT NULL, 
	restricted BOOLEAN NOT NULL, 
	source VARCHAR NOT NULL, 
	checklists TEXT, 
	follows INTEGER, 
	opened_at DATETIME NOT NULL, 
	opened_by VARCHAR NOT NULL, 
	ended_at DATETIME, 
	ended_by VARCHAR, 
	end_reason TEXT, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_offboarding_case PRIMARY KEY (id), 
	CONSTRAINT fk_offboarding_case_follows_offboarding_case FOREIGN KEY(follows) REFERENCES offboarding_case (id)
);
INSERT INTO "offboarding_case" VALUES(1,'Ada Example','ada@example.com','voluntary','2026-12-01 17:00:00.000000','Europe/Berlin','mara@example.com','Ben Example','A day later than agreed.','open',0,'form','{"customer-io":"a8b3aba609b23f5e5af2bf9dacf588e169492f2b0a9dd774e468b38654f8dfd2","figma":"d471b77dccaf2ca336ed54c70a6d0b0a8b281a4aa5f975095e9f1ebb0dde1b4e","general":"eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24","manual":"2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a","notion":"1349f013838c803fe99f4085c5c76a2580517b5cb286ffc432c4d9ddb1fde434","outbound":"7c72d9a78986178d0278187183fad9ea9a52f6e0d48be0228bd6676fab6a0c12","scim":"8446db5616e7b89a6690a64635033b10f5980ae4b3fe0f7c1cea3e1025433e4e","slack":"ed7f5027c78a9b415fce5c6efebb339238c4395104e08c6cf114b1db358435fc","zoom":"8c052aa2bc73e786290f74c2d27f069b5ce56a5fa35676f7e35622275331195e"}',NULL,'2026-11-24 09:00:00.000000','Ola Operator',NULL,NULL,NULL,2);
INSERT INTO "offboarding_case" VALUES(2,'Eve Example','eve@example.com','involuntary','2026-11-24 11:00:00.000000','Europe/Berlin','mara@example.com','Pia Operator','Call Mara before each step.','open',1,'form','{"figma":"d471b77dccaf2ca336ed54c70a6d0b0a8b281a4aa5f975095e9f1ebb0dde1b4e","general":"eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24","manual":"2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a","notion":"1349f013838c803fe99f4085c5c76a2580517b5cb286ffc432c4d9ddb1fde434"}',NULL,'2026-11-24 09:00:00.000000','Ola Operator',NULL,NULL,NULL,1);
INSERT INTO "offboarding_case" VALUES(3,'Dan Example','dan@example.com','contract-end','2026-11-25 12:00:00.000000','Europe/Berlin','mara@example.com','Pia Operator',NULL,'closed',0,'form','{"general":"eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24","manual":"2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a","notion":"1349f013838c803fe99f4085c5c76a2580517b5cb286ffc432c4d9ddb1fde434"}',NULL,'2026-11-24 09:00:00.000000','Ola Operator','2026-11-25 11:30:00.000000','Ola Operator',NULL,2);
INSERT INTO "offboarding_case" VALUES(4,'Fay Example','fay@example.com','leave','2026-12-15 12:00:00.000000','Europe/Berlin','mara@example.com','Pia Operator',NULL,'open',0,'form','{"general":"eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24","scim":"8446db5616e7b89a6690a64635033b10f5980ae4b3fe0f7c1cea3e1025433e4e","zoom":"8c052aa2bc73e786290f74c2d27f069b5ce56a5fa35676f7e35622275331195e"}',NULL,'2026-11-24 09:00:00.000000','Ola Operator',NULL,NULL,NULL,1);
INSERT INTO "offboarding_case" VALUES(5,'Gil Example','gil@example.com','voluntary','2026-12-04 12:00:00.000000','Europe/Berlin','mara@example.com','Pia Operator',NULL,'cancelled',0,'form','{"figma":"d471b77dccaf2ca336ed54c70a6d0b0a8b281a4aa5f975095e9f1ebb0dde1b4e","general":"eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24","manual":"2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a"}',NULL,'2026-11-24 09:00:00.000000','Ola Operator','2026-11-24 14:00:00.000000','Ola Operator','He stays.',2);
INSERT INTO "offboarding_case" VALUES(6,'Ben Example','ben@example.com','idp-removal','2026-11-24 09:30:00.000000','Europe/Berlin',NULL,NULL,NULL,'open',0,'idp',NULL,NULL,'2026-11-24 09:30:00.000000','Offramp',NULL,NULL,NULL,1);
CREATE TABLE offboarding_checklist (
	checklist VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	text TEXT, 
	digest VARCHAR, 
	note TEXT, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	by_id VARCHAR NOT NULL, 
	CONSTRAINT pk_offboarding_checklist PRIMARY KEY (checklist, number)
);
CREATE TABLE offboarding_evidence (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	step_id INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	text TEXT, 
	size INTEGER, 
	sha256 VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	by_id VARCHAR NOT NULL, 
	CONSTRAINT pk_offboarding_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_offboarding_evidence_case_id_offboarding_case FOREIGN KEY(case_id) REFERENCES offboarding_case (id), 
	CONSTRAINT fk_offboarding_evidence_step_id_offboarding_step FOREIGN KEY(step_id) REFERENCES offboarding_step (id)
);
INSERT INTO "offboarding_evidence" VALUES(1,1,2,'note','Not in the list of members any more.',NULL,'c19c07e9d756e3fb961c87e66af2766f35f81f695d5afd7ecbf163a71fa721b5','2026-11-24 10:00:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(2,1,2,'file','members.csv',34,'37b8651230563ac34e3535d61af5cc67a352d774f622d8cf1b88edea6e982e1f','2026-11-24 10:00:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(3,1,5,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-24 10:00:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(4,3,72,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(5,3,73,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(6,3,74,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(7,3,75,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(8,3,76,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(9,3,77,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(10,3,78,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(11,3,79,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(12,3,80,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(13,3,82,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(14,3,83,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(15,3,84,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(16,3,89,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(17,3,90,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(18,3,81,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(19,3,85,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(20,3,87,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(21,3,88,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(22,3,86,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(23,3,91,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Pia Operator','pia');
INSERT INTO "offboarding_evidence" VALUES(24,3,92,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(25,3,93,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(26,3,94,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(27,3,95,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
INSERT INTO "offboarding_evidence" VALUES(28,3,96,'link','https://tickets.example.com/17',NULL,'147ec8fe6e2ce44bcbb3f0aba0bddd48fd31168298e4e213d8d714a7fcef93d0','2026-11-25 11:30:00.000000','Ola Operator','ola');
CREATE TABLE offboarding_need (
	step_id INTEGER NOT NULL, 
	needs_id INTEGER NOT NULL, 
	CONSTRAINT pk_offboarding_need PRIMARY KEY (step_id, needs_id), 
	CONSTRAINT fk_offboarding_need_needs_id_offboarding_step FOREIGN KEY(needs_id) REFERENCES offboarding_step (id) ON DELETE CASCADE, 
	CONSTRAINT fk_offboarding_need_step_id_offboarding_step FOREIGN KEY(step_id) REFERENCES offboarding_step (id) ON DELETE CASCADE
);
INSERT INTO "offboarding_need" VALUES(15,14);
INSERT INTO "offboarding_need" VALUES(16,8);
INSERT INTO "offboarding_need" VALUES(16,9);
INSERT INTO "offboarding_need" VALUES(17,8);
INSERT INTO "offboarding_need" VALUES(17,9);
INSERT INTO "offboarding_need" VALUES(17,16);
INSERT INTO "offboarding_need" VALUES(18,10);
INSERT INTO "offboarding_need" VALUES(19,11);
INSERT INTO "offboarding_need" VALUES(19,4);
INSERT INTO "offboarding_need" VALUES(20,12);
INSERT INTO "offboarding_need" VALUES(21,13);
INSERT INTO "offboarding_need" VALUES(24,14);
INSERT INTO "offboarding_need" VALUES(25,15);
INSERT INTO "offboarding_need" VALUES(26,17);
INSERT INTO "offboarding_need" VALUES(26,16);
INSERT INTO "offboarding_need" VALUES(26,35);
INSERT INTO "offboarding_need" VALUES(27,18);
INSERT INTO "offboarding_need" VALUES(28,18);
INSERT INTO "offboarding_need" VALUES(29,19);
INSERT INTO "offboarding_need" VALUES(30,19);
INSERT INTO "offboarding_need" VALUES(31,20);
INSERT INTO "offboarding_need" VALUES(32,21);
INSERT INTO "offboarding_need" VALUES(35,8);
INSERT INTO "offboarding_need" VALUES(35,9);
INSERT INTO "offboarding_need" VALUES(36,14);
INSERT INTO "offboarding_need" VALUES(36,15);
INSERT INTO "offboarding_need" VALUES(36,24);
INSERT INTO "offboarding_need" VALUES(36,25);
INSERT INTO "offboarding_need" VALUES(36,22);
INSERT INTO "offboarding_need" VALUES(36,23);
INSERT INTO "offboarding_need" VALUES(36,33);
INSERT INTO "offboarding_need" VALUES(36,34);
INSERT INTO "offboarding_need" VALUES(36,17);
INSERT INTO "offboarding_need" VALUES(36,26);
INSERT INTO "offboarding_need" VALUES(36,16);
INSERT INTO "offboarding_need" VALUES(36,35);
INSERT INTO "offboarding_need" VALUES(36,18);
INSERT INTO "offboarding_need" VALUES(36,27);
INSERT INTO "offboarding_need" VALUES(36,28);
INSERT INTO "offboarding_need" VALUES(36,19);
INSERT INTO "offboarding_need" VALUES(36,29);
INSERT INTO "offboarding_need" VALUES(36,30);
INSERT INTO "offboarding_need" VALUES(36,20);
INSERT INTO "offboarding_need" VALUES(36,31);
INSERT INTO "offboarding_need" VALUES(36,21);
INSERT INTO "offboarding_need" VALUES(36,32);
INSERT INTO "offboarding_need" VALUES(37,14);
INSERT INTO "offboarding_need" VALUES(37,15);
INSERT INTO "offboarding_need" VALUES(37,24);
INSERT INTO "offboarding_need" VALUES(37,25);
INSERT INTO "offboarding_need" VALUES(37,22);
INSERT INTO "offboarding_need" VALUES(37,23);
INSERT INTO "offboarding_need" VALUES(37,33);
INSERT INTO "offboarding_need" VALUES(37,34);
INSERT INTO "offboarding_need" VALUES(38,14);
INSERT INTO "offboarding_need" VALUES(38,15);
INSERT INTO "offboarding_need" VALUES(38,24);
INSERT INTO "offboarding_need" VALUES(38,25);
INSERT INTO "offboarding_need" VALUES(38,22);
INSERT INTO "offboarding_need" VALUES(38,23);
INSERT INTO "offboarding_need" VALUES(38,33);
INSERT INTO "offboarding_need" VALUES(38,34);
INSERT INTO "offboarding_need" VALUES(39,14);
INSERT INTO "offboarding_need" VALUES(39,15);
INSERT INTO "offboarding_need" VALUES(39,24);
INSERT INTO "offboarding_need" VALUES(39,25);
INSERT INTO "offboarding_need" VALUES(39,22);
INSERT INTO "offboarding_need" VALUES(39,23);
INSERT INTO "offboarding_need" VALUES(39,33);
INSERT INTO "offboarding_need" VALUES(39,34);
INSERT INTO "offboarding_need" VALUES(40,18);
INSERT INTO "offboarding_need" VALUES(41,14);
INSERT INTO "offboarding_need" VALUES(41,15);
INSERT INTO "offboarding_need" VALUES(41,24);
INSERT INTO "offboarding_need" VALUES(41,25);
INSERT INTO "offboarding_need" VALUES(41,22);
INSERT INTO "offboarding_need" VALUES(41,23);
INSERT INTO "offboarding_need" VALUES(41,33);
INSERT INTO "offboarding_need" VALUES(41,34);
INSERT INTO "offboarding_need" VALUES(42,14);
INSERT INTO "offboarding_need" VALUES(42,15);
INSERT INTO "offboarding_need" VALUES(42,24);
INSERT INTO "offboarding_need" VALUES(42,25);
INSERT INTO "offboarding_need" VALUES(42,22);
INSERT INTO "offboarding_need" VALUES(42,23);
INSERT INTO "offboarding_need" VALUES(42,33);
INSERT INTO "offboarding_need" VALUES(42,34);
INSERT INTO "offboarding_need" VALUES(42,39);
INSERT INTO "offboarding_need" VALUES(42,41);
INSERT INTO "offboarding_need" VALUES(48,44);
INSERT INTO "offboarding_need" VALUES(52,44);
INSERT INTO "offboarding_need" VALUES(53,48);
INSERT INTO "offboarding_need" VALUES(54,49);
INSERT INTO "offboarding_need" VALUES(55,49);
INSERT INTO "offboarding_need" VALUES(56,50);
INSERT INTO "offboarding_need" VALUES(57,50);
INSERT INTO "offboarding_need" VALUES(58,43);
INSERT INTO "offboarding_need" VALUES(58,44);
INSERT INTO "offboarding_need" VALUES(58,48);
INSERT INTO "offboarding_need" VALUES(58,52);
INSERT INTO "offboarding_need" VALUES(58,53);
INSERT INTO "offboarding_need" VALUES(58,45);
INSERT INTO "offboarding_need" VALUES(58,51);
INSERT INTO "offboarding_need" VALUES(58,46);
INSERT INTO "offboarding_need" VALUES(58,47);
INSERT INTO "offboarding_need" VALUES(59,43);
INSERT INTO "offboarding_need" VALUES(59,44);
INSERT INTO "offboarding_need" VALUES(59,48);
INSERT INTO "offboarding_need" VALUES(59,52);
INSERT INTO "offboarding_need" VALUES(59,53);
INSERT INTO "offboarding_need" VALUES(59,45);
INSERT INTO "offboarding_need" VALUES(59,51);
INSERT INTO "offboarding_need" VALUES(59,46);
INSERT INTO "offboarding_need" VALUES(59,47);
INSERT INTO "offboarding_need" VALUES(60,50);
INSERT INTO "offboarding_need" VALUES(61,43);
INSERT INTO "offboarding_need" VALUES(61,44);
INSERT INTO "offboarding_need" VALUES(61,48);
INSERT INTO "offboarding_need" VALUES(61,52);
INSERT INTO "offboarding_need" VALUES(61,53);
INSERT INTO "offboarding_need" VALUES(61,45);
INSERT INTO "offboarding_need" VALUES(61,51);
INSERT INTO "offboarding_need" VALUES(61,46);
INSERT INTO "offboarding_need" VALUES(61,47);
INSERT INTO "offboarding_need" VALUES(61,49);
INSERT INTO "offboarding_need" VALUES(61,54);
INSERT INTO "offboarding_need" VALUES(61,55);
INSERT INTO "offboarding_need" VALUES(61,50);
INSERT INTO "offboarding_need" VALUES(61,56);
INSERT INTO "offboarding_need" VALUES(61,57);
INSERT INTO "offboarding_need" VALUES(62,43);
INSERT INTO "offboarding_need" VALUES(62,44);
INSERT INTO "offboarding_need" VALUES(62,48);
INSERT INTO "offboarding_need" VALUES(62,52);
INSERT INTO "offboarding_need" VALUES(62,53);
INSERT INTO "offboarding_need" VALUES(62,45);
INSERT INTO "offboarding_need" VALUES(62,51);
INSERT INTO "offboarding_need" VALUES(62,46);
INSERT INTO "offboarding_need" VALUES(62,47);
INSERT INTO "offboarding_need" VALUES(63,43);
INSERT INTO "offboarding_need" VALUES(63,44);
INSERT INTO "offboarding_need" VALUES(63,48);
INSERT INTO "offboarding_need" VALUES(63,52);
INSERT INTO "offboarding_need" VALUES(63,53);
INSERT INTO "offboarding_need" VALUES(63,45);
INSERT INTO "offboarding_need" VALUES(63,51);
INSERT INTO "offboarding_need" VALUES(63,46);
INSERT INTO "offboarding_need" VALUES(63,47);
INSERT INTO "offboarding_need" VALUES(64,49);
INSERT INTO "offboarding_need" VALUES(65,50);
INSERT INTO "offboarding_need" VALUES(66,43);
INSERT INTO "offboarding_need" VALUES(66,44);
INSERT INTO "offboarding_need" VALUES(66,48);
INSERT INTO "offboarding_need" VALUES(66,52);
INSERT INTO "offboarding_need" VALUES(66,53);
INSERT INTO "offboarding_need" VALUES(66,45);
INSERT INTO "offboarding_need" VALUES(66,51);
INSERT INTO "offboarding_need" VALUES(66,46);
INSERT INTO "offboarding_need" VALUES(66,47);
INSERT INTO "offboarding_need" VALUES(67,43);
INSERT INTO "offboarding_need" VALUES(67,44);
INSERT INTO "offboarding_need" VALUES(67,48);
INSERT INTO "offboarding_need" VALUES(67,52);
INSERT INTO "offboarding_need" VALUES(67,53);
INSERT INTO "offboarding_need" VALUES(67,45);
INSERT INTO "offboarding_need" VALUES(67,51);
INSERT INTO "offboarding_need" VALUES(67,46);
INSERT INTO "offboarding_need" VALUES(67,47);
INSERT INTO "offboarding_need" VALUES(68,43);
INSERT INTO "offboarding_need" VALUES(68,44);
INSERT INTO "offboarding_need" VALUES(68,48);
INSERT INTO "offboarding_need" VALUES(68,52);
INSERT INTO "offboarding_need" VALUES(68,53);
INSERT INTO "offboarding_need" VALUES(68,45);
INSERT INTO "offboarding_need" VALUES(68,51);
INSERT INTO "offboarding_need" VALUES(68,46);
INSERT INTO "offboarding_need" VALUES(68,47);
INSERT INTO "offboarding_need" VALUES(69,49);
INSERT INTO "offboarding_need" VALUES(70,43);
INSERT INTO "offboarding_need" VALUES(70,44);
INSERT INTO "offboarding_need" VALUES(70,48);
INSERT INTO "offboarding_need" VALUES(70,52);
INSERT INTO "offboarding_need" VALUES(70,53);
INSERT INTO "offboarding_need" VALUES(70,45);
INSERT INTO "offboarding_need" VALUES(70,51);
INSERT INTO "offboarding_need" VALUES(70,46);
INSERT INTO "offboarding_need" VALUES(70,47);
INSERT INTO "offboarding_need" VALUES(71,43);
INSERT INTO "offboarding_need" VALUES(71,44);
INSERT INTO "offboarding_need" VALUES(71,48);
INSERT INTO "offboarding_need" VALUES(71,52);
INSERT INTO "offboarding_need" VALUES(71,53);
INSERT INTO "offboarding_need" VALUES(71,45);
INSERT INTO "offboarding_need" VALUES(71,51);
INSERT INTO "offboarding_need" VALUES(71,46);
INSERT INTO "offboarding_need" VALUES(71,47);
INSERT INTO "offboarding_need" VALUES(71,68);
INSERT INTO "offboarding_need" VALUES(71,70);
INSERT INTO "offboarding_need" VALUES(81,80);
INSERT INTO "offboarding_need" VALUES(85,80);
INSERT INTO "offboarding_need" VALUES(86,81);
INSERT INTO "offboarding_need" VALUES(87,82);
INSERT INTO "offboarding_need" VALUES(88,82);
INSERT INTO "offboarding_need" VALUES(91,80);
INSERT INTO "offboarding_need" VALUES(91,81);
INSERT INTO "offboarding_need" VALUES(91,85);
INSERT INTO "offboarding_need" VALUES(91,86);
INSERT INTO "offboarding_need" VALUES(91,83);
INSERT INTO "offboarding_need" VALUES(91,84);
INSERT INTO "offboarding_need" VALUES(91,89);
INSERT INTO "offboarding_need" VALUES(91,90);
INSERT INTO "offboarding_need" VALUES(91,82);
INSERT INTO "offboarding_need" VALUES(91,87);
INSERT INTO "offboarding_need" VALUES(91,88);
INSERT INTO "offboarding_need" VALUES(92,80);
INSERT INTO "offboarding_need" VALUES(92,81);
INSERT INTO "offboarding_need" VALUES(92,85);
INSERT INTO "offboarding_need" VALUES(92,86);
INSERT INTO "offboarding_need" VALUES(92,83);
INSERT INTO "offboarding_need" VALUES(92,84);
INSERT INTO "offboarding_need" VALUES(92,89);
INSERT INTO "offboarding_need" VALUES(92,90);
INSERT INTO "offboarding_need" VALUES(93,80);
INSERT INTO "offboarding_need" VALUES(93,81);
INSERT INTO "offboarding_need" VALUES(93,85);
INSERT INTO "offboarding_need" VALUES(93,86);
INSERT INTO "offboarding_need" VALUES(93,83);
INSERT INTO "offboarding_need" VALUES(93,84);
INSERT INTO "offboarding_need" VALUES(93,89);
INSERT INTO "offboarding_need" VALUES(93,90);
INSERT INTO "offboarding_need" VALUES(94,80);
INSERT INTO "offboarding_need" VALUES(94,81);
INSERT INTO "offboarding_need" VALUES(94,85);
INSERT INTO "offboarding_need" VALUES(94,86);
INSERT INTO "offboarding_need" VALUES(94,83);
INSERT INTO "offboarding_need" VALUES(94,84);
INSERT INTO "offboarding_need" VALUES(94,89);
INSERT INTO "offboarding_need" VALUES(94,90);
INSERT INTO "offboarding_need" VALUES(95,80);
INSERT INTO "offboarding_need" VALUES(95,81);
INSERT INTO "offboarding_need" VALUES(95,85);
INSERT INTO "offboarding_need" VALUES(95,86);
INSERT INTO "offboarding_need" VALUES(95,83);
INSERT INTO "offboarding_need" VALUES(95,84);
INSERT INTO "offboarding_need" VALUES(95,89);
INSERT INTO "offboarding_need" VALUES(95,90);
INSERT INTO "offboarding_need" VALUES(96,80);
INSERT INTO "offboarding_need" VALUES(96,81);
INSERT INTO "offboarding_need" VALUES(96,85);
INSERT INTO "offboarding_need" VALUES(96,86);
INSERT INTO "offboarding_need" VALUES(96,83);
INSERT INTO "offboarding_need" VALUES(96,84);
INSERT INTO "offboarding_need" VALUES(96,89);
INSERT INTO "offboarding_need" VALUES(96,90);
INSERT INTO "offboarding_need" VALUES(96,94);
INSERT INTO "offboarding_need" VALUES(96,95);
INSERT INTO "offboarding_need" VALUES(102,101);
INSERT INTO "offboarding_need" VALUES(103,100);
INSERT INTO "offboarding_need" VALUES(104,102);
INSERT INTO "offboarding_need" VALUES(105,103);
INSERT INTO "offboarding_need" VALUES(107,101);
INSERT INTO "offboarding_need" VALUES(107,102);
INSERT INTO "offboarding_need" VALUES(107,104);
INSERT INTO "offboarding_need" VALUES(107,106);
INSERT INTO "offboarding_need" VALUES(107,103);
INSERT INTO "offboarding_need" VALUES(107,105);
INSERT INTO "offboarding_need" VALUES(116,115);
INSERT INTO "offboarding_need" VALUES(117,114);
INSERT INTO "offboarding_need" VALUES(120,115);
INSERT INTO "offboarding_need" VALUES(121,116);
INSERT INTO "offboarding_need" VALUES(122,117);
INSERT INTO "offboarding_need" VALUES(123,117);
INSERT INTO "offboarding_need" VALUES(126,115);
INSERT INTO "offboarding_need" VALUES(126,116);
INSERT INTO "offboarding_need" VALUES(126,120);
INSERT INTO "offboarding_need" VALUES(126,121);
INSERT INTO "offboarding_need" VALUES(126,118);
INSERT INTO "offboarding_need" VALUES(126,119);
INSERT INTO "offboarding_need" VALUES(126,124);
INSERT INTO "offboarding_need" VALUES(126,125);
INSERT INTO "offboarding_need" VALUES(126,117);
INSERT INTO "offboarding_need" VALUES(126,122);
INSERT INTO "offboarding_need" VALUES(126,123);
INSERT INTO "offboarding_need" VALUES(127,115);
INSERT INTO "offboarding_need" VALUES(127,116);
INSERT INTO "offboarding_need" VALUES(127,120);
INSERT INTO "offboarding_need" VALUES(127,121);
INSERT INTO "offboarding_need" VALUES(127,118);
INSERT INTO "offboarding_need" VALUES(127,119);
INSERT INTO "offboarding_need" VALUES(127,124);
INSERT INTO "offboarding_need" VALUES(127,125);
INSERT INTO "offboarding_need" VALUES(128,115);
INSERT INTO "offboarding_need" VALUES(128,116);
INSERT INTO "offboarding_need" VALUES(128,120);
INSERT INTO "offboarding_need" VALUES(128,121);
INSERT INTO "offboarding_need" VALUES(128,118);
INSERT INTO "offboarding_need" VALUES(128,119);
INSERT INTO "offboarding_need" VALUES(128,124);
INSERT INTO "offboarding_need" VALUES(128,125);
INSERT INTO "offboarding_need" VALUES(129,115);
INSERT INTO "offboarding_need" VALUES(129,116);
INSERT INTO "offboarding_need" VALUES(129,120);
INSERT INTO "offboarding_need" VALUES(129,121);
INSERT INTO "offboarding_need" VALUES(129,118);
INSERT INTO "offboarding_need" VALUES(129,119);
INSERT INTO "offboarding_need" VALUES(129,124);
INSERT INTO "offboarding_need" VALUES(129,125);
INSERT INTO "offboarding_need" VALUES(130,117);
INSERT INTO "offboarding_need" VALUES(131,115);
INSERT INTO "offboarding_need" VALUES(131,116);
INSERT INTO "offboarding_need" VALUES(131,120);
INSERT INTO "offboarding_need" VALUES(131,121);
INSERT INTO "offboarding_need" VALUES(131,118);
INSERT INTO "offboarding_need" VALUES(131,119);
INSERT INTO "offboarding_need" VALUES(131,124);
INSERT INTO "offboarding_need" VALUES(131,125);
INSERT INTO "offboarding_need" VALUES(132,115);
INSERT INTO "offboarding_need" VALUES(132,116);
INSERT INTO "offboarding_need" VALUES(132,120);
INSERT INTO "offboarding_need" VALUES(132,121);
INSERT INTO "offboarding_need" VALUES(132,118);
INSERT INTO "offboarding_need" VALUES(132,119);
INSERT INTO "offboarding_need" VALUES(132,124);
INSERT INTO "offboarding_need" VALUES(132,125);
INSERT INTO "offboarding_need" VALUES(132,129);
INSERT INTO "offboarding_need" VALUES(132,131);
CREATE TABLE offboarding_reader (
	case_id INTEGER NOT NULL, 
	who VARCHAR NOT NULL, 
	CONSTRAINT pk_offboarding_reader PRIMARY KEY (case_id, who), 
	CONSTRAINT fk_offboarding_reader_case_id_offboarding_case FOREIGN KEY(case_id) REFERENCES offboarding_case (id) ON DELETE CASCADE
);
INSERT INTO "offboarding_reader" VALUES(2,'ola');
CREATE TABLE offboarding_step (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	app_id VARCHAR, 
	title VARCHAR NOT NULL, 
	instructions TEXT NOT NULL, 
	why TEXT NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	phase VARCHAR(40) NOT NULL, 
	owner_role VARCHAR(40) NOT NULL, 
	owner VARCHAR, 
	owner_key VARCHAR, 
	due_at DATETIME NOT NULL, 
	urgent BOOLEAN NOT NULL, 
	needs_evidence VARCHAR(40) NOT NULL, 
	removes_access BOOLEAN NOT NULL, 
	controls TEXT NOT NULL, 
	sources TEXT NOT NULL, 
	checklist_version VARCHAR NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	reason TEXT, 
	started_at DATETIME, 
	started_by VARCHAR, 
	finished_at DATETIME, 
	finished_by VARCHAR, 
	finished_by_id VARCHAR, 
	connection_id INTEGER, 
	removal_id INTEGER, 
	event_id INTEGER, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_offboarding_step PRIMARY KEY (id), 
	CONSTRAINT fk_offboarding_step_app_id_app FOREIGN KEY(app_id) REFERENCES app (id), 
	CONSTRAINT fk_offboarding_step_case_id_offboarding_case FOREIGN KEY(case_id) REFERENCES offboarding_case (id), 
	CONSTRAINT fk_offboarding_step_connection_id_scim_outbound FOREIGN KEY(connection_id) REFERENCES scim_outbound (id), 
	CONSTRAINT fk_offboarding_step_event_id_scim_event FOREIGN KEY(event_id) REFERENCES scim_event (id), 
	CONSTRAINT fk_offboarding_step_removal_id_scim_removal FOREIGN KEY(removal_id) REFERENCES scim_removal (id)
);
INSERT INTO "offboarding_step" VALUES(1,1,0,'general/legal-hold',NULL,'Ask whether anything is under legal hold','Ask the legal team whether data of Ada Example must be kept. If so, put the hold on mailbox, drive and chat before anything is deleted, and note until when it lasts.','What was deleted cannot be produced later, and some apps delete with the account.','manual','hand-over','hr','Ola Operator','ola@example.com','2026-11-28 17:00:00.000000',0,'any',0,'["A.6.5"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','started',NULL,'2026-11-24 10:00:00.000000','Ola Operator',NULL,NULL,NULL,NULL,NULL,NULL,3);
INSERT INTO "offboarding_step" VALUES(2,1,1,'general/work',NULL,'Agree who takes over the work','Go through running work with Ada Example: customers, projects, contracts, on-call duty, and approvals that only they give. Name Pia Operator or somebody else for each, and write it down where the team finds it. After an involuntary leaving, do it with the team instead.','What nobody took over stops on the first day without Ada Example.','manual','hand-over','manager','mara@example.com','mara@example.com','2026-11-27 17:00:00.000000',0,'any',0,'["A.6.5","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-24 10:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(3,1,2,'general/last-administrator',NULL,'See where they are the only administrator','Look in the stack for apps where Ada Example is the only administrator or owner, or the billing contact; look also at domain registrar, DNS, app stores, code signing and company accounts on social networks. Promote somebody else first, and note where.','The last administrator of an app cannot be removed, and nobody else can do it afterwards.','manual','hand-over','operator',NULL,NULL,'2026-11-28 17:00:00.000000',0,'any',0,'["A.8.2","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','not-applicable','She never had one.',NULL,NULL,'2026-11-24 10:00:00.000000','Pia Operator','pia',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(4,1,3,'notion/provisioning','notion','See that provisioning of Notion does not run as Ada Example','See which workspace owner made the SCIM token. If it is Ada Example, have another owner make a new one and put it into Okta first.','The token is personal: when that owner leaves or changes role it is revoked and provisioning stops.','manual','hand-over','operator',NULL,NULL,'2026-11-29 17:00:00.000000',0,'any',0,'["A.8.2","CC6.3"]','[{"title":"Provision users & groups with SCIM","url":"https://www.notion.so/help/provision-users-and-groups-with-scim"}]','1349f013838c803fe99f4085c5c76a2580517b5cb286ffc432c4d9ddb1fde434','blocked','Waiting for the vendor.',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,3);
INSERT INTO "offboarding_step" VALUES(5,1,4,'general/files',NULL,'Move documents and shared drives to a new owner','Move the files that Ada Example owns to Pia Operator or to a shared drive, with the transfer of the admin console rather than file by file. Look at links that are shared with people outside, and end those that nobody needs.','Files that stay in a personal drive are lost or unreachable once the account is deleted.','manual','hand-over','operator',NULL,NULL,'2026-11-30 17:00:00.000000',0,'any',0,'["PS-4","A.5.11"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open','The link shows another app.',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,4);
INSERT INTO "offboarding_step" VALUES(6,1,5,'general/calendar',NULL,'Hand over meetings and booking pages','Give recurring meetings another organiser or cancel them, and free the rooms that are booked. Switch booking pages off or point them to Pia Operator.','Meetings of a removed organiser go on with nobody able to change them.','manual','hand-over','manager','Pia Operator','pia@example.com','2026-12-04 12:00:00.000000',0,'none',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,4);
INSERT INTO "offboarding_step" VALUES(7,1,6,'general/service-accounts',NULL,'Give service accounts and jobs a new owner','List the service accounts, scheduled jobs, integrations and provisioning connections that Ada Example ran or set up with their own account. Name a new owner for each and change its secret; connections that run as Ada Example must be set up again before the account goes.','They belong to nobody from now on, and some stop when the account does.','manual','hand-over','operator',NULL,NULL,'2026-11-30 17:00:00.000000',0,'any',0,'["AC-2","A.8.2","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(8,1,7,'customer-io/hand-over','customer-io','Hand over campaigns, broadcasts and segments','In every workspace, list the campaigns, broadcasts, newsletters, segments and reports that Ada Example built or looks after, and name Pia Operator as the one who answers for them. Look at drafts and at what is scheduled for after the moment, and at sender addresses and reply-to addresses in their name.','Campaigns go on sending after the person left, with nobody who knows why.','manual','hand-over','app-owner','mo@example.com','mo@example.com','2026-11-30 17:00:00.000000',0,'any',0,'["PS-4","A.6.5"]','[{"title":"Create and assign custom roles","url":"https://docs.customer.io/accounts-and-workspaces/create-roles"}]','a8b3aba609b23f5e5af2bf9dacf588e169492f2b0a9dd774e468b38654f8dfd2','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(9,1,8,'customer-io/last-admin','customer-io','See that another account admin stays','On the team page of Customer.io, see who has the account role Admin. If Ada Example is the only one, make somebody else an account admin first, and give that person the billing contact too.','Only account admins add and remove people or change sign-on, so the last one locks everybody out.','manual','hand-over','app-owner','mo@example.com','mo@example.com','2026-11-30 17:00:00.000000',0,'any',0,'["A.8.2","CC6.3"]','[{"title":"How to add team members to your account","url":"https://docs.customer.io/accounts-and-workspaces/intro-account-access"},{"title":"Single Sign-on (SSO)","url":"https://docs.customer.io/accounts-and-workspaces/login-with-sso"}]','a8b3aba609b23f5e5af2bf9dacf588e169492f2b0a9dd774e468b38654f8dfd2','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(10,1,9,'figma/hand-over','figma','Hand over what Ada Example owns in Figma','In Figma, give what belongs to Ada Example to Pia Operator: documents, automations, integrations, reports, billing contact. See that nothing is visible to Ada Example alone and that no job runs as them; ask them where in doubt.','What belongs to a removed account is hard to reach, and in some apps gone.','manual','hand-over','app-owner','Pia Operator','pia operator','2026-11-30 17:00:00.000000',0,'any',0,'["PS-4"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(11,1,10,'notion/hand-over','notion','Hand over what Ada Example owns in Notion','In Notion, give what belongs to Ada Example to Pia Operator: documents, automations, integrations, reports, billing contact. See that nothing is visible to Ada Example alone and that no job runs as them; ask them where in doubt.','What belongs to a removed account is hard to reach, and in some apps gone.','manual','hand-over','app-owner',NULL,NULL,'2026-11-30 17:00:00.000000',0,'any',0,'["PS-4"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(12,1,11,'slack/hand-over','slack','Hand over channels, workflows and apps in Slack','Give private channels, workflows and apps that Ada Example runs a second owner, and see in which shared channels with other companies they are.','Okta''s deactivation takes the person out of the organization and all teams at once.','manual','hand-over','app-owner','ola@example.com','ola@example.com','2026-11-30 17:00:00.000000',0,'any',0,'["PS-4"]','[{"title":"Configuring provisioning for Slack","url":"http://saml-doc.okta.com/Provisioning_Docs/Slack_Provisioning.html"}]','ed7f5027c78a9b415fce5c6efebb339238c4395104e08c6cf114b1db358435fc','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(13,1,12,'zoom/hand-over','zoom','Hand over what Ada Example owns in Zoom','In Zoom, give what belongs to Ada Example to Pia Operator: documents, automations, integrations, reports, billing contact. See that nothing is visible to Ada Example alone and that no job runs as them; ask them where in doubt.','What belongs to a removed account is hard to reach, and in some apps gone.','manual','hand-over','app-owner',NULL,NULL,'2026-11-30 17:00:00.000000',0,'any',0,'["PS-4"]','[]','8446db5616e7b89a6690a64635033b10f5980ae4b3fe0f7c1cea3e1025433e4e','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(14,1,13,'general/idp-account',NULL,'Disable the account in Okta','Disable Ada Example in Okta, so that no sign-in works; do not delete the account yet. Take away its assignments to apps too, so that no app creates it again on the next sign-in.','It is the front door to every app with single sign-on, and the first thing an auditor asks.','manual','remove','operator',NULL,NULL,'2026-12-01 17:00:00.000000',1,'record',1,'["CC6.2","A.5.16","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5","164.308(a)(3)(ii)(C)"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(15,1,14,'general/sessions',NULL,'End all sessions','Revoke the sessions and refresh tokens of Ada Example in Okta, and sign them out of mail and chat on every device. Where an app has its own button for signing a person out, use it.','A session outlives the disabled account by hours, in mobile apps by weeks.','manual','remove','operator',NULL,NULL,'2026-12-01 17:00:00.000000',1,'record',1,'["CC6.1","PS-4","AC-2(13)","PCI 8.2.5"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(16,1,15,'customer-io/unassign','customer-io','Take the sign-on assignment in Okta away','Unassign Customer.io from Ada Example in Okta. Do not stop here: sign-on creates members and does not remove them, and until single sign-on is enforced a password or the button "Log in with Google" still lets the person in.','Without it sign-on could make the member again; with it alone the account is still there.','manual','remove','operator',NULL,NULL,'2026-12-01 17:00:00.000000',1,'any',1,'["CC6.2","A.5.18","PS-4"]','[{"title":"Single Sign-on (SSO)","url":"https://docs.customer.io/accounts-and-workspaces/login-with-sso"},{"title":"Single Sign-on (SSO), newer markdown copy","url":"https://docs.customer.io/accounts-and-workspaces/login-with-sso.md"},{"title":"Customer.io SCIM guide","url":"https://www.stitchflow.com/scim/customer.io"}]','a8b3aba609b23f5e5af2bf9dacf588e169492f2b0a9dd774e468b38654f8dfd2','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(17,1,16,'customer-io/remove','customer-io','Remove the team member Ada Example','As an account admin, remove Ada Example from the account on the team page, not only from one workspace; roles are given one workspace at a time, so look through each workspace afterwards. See that no second membership under another address is left, and keep a picture of the page.','Nothing removes a member by itself, and it costs nothing to do, since the bill follows profiles and members are free.','manual','remove','app-owner','mo@example.com','mo@example.com','2026-12-01 17:00:00.000000',1,'record',1,'["CC6.2","CC6.3","A.5.16","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5"]','[{"title":"Manage team members","url":"https://docs.customer.io/accounts-and-workspaces/add-remove-team-members"},{"title":"How to add team members to your account","url":"https://docs.customer.io/accounts-and-workspaces/intro-account-access"},{"title":"Customer.io SCIM guide","url":"https://www.stitchflow.com/scim/customer.io"},{"title":"How we bill","url":"https://customer.io/docs/journeys/how-we-bill/"}]','a8b3aba609b23f5e5af2bf9dacf588e169492f2b0a9dd774e468b38654f8dfd2','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(18,1,17,'figma/remove','figma','Remove Ada Example from Figma','Open the user administration of Figma and remove or deactivate the account. End its sessions, keys and tokens, and change passwords that a team shares there. Save a picture or an export that shows it.','Nothing else takes this access away; the password works until somebody does.','manual','remove','app-owner','Pia Operator','pia operator','2026-12-01 17:00:00.000000',1,'record',1,'["CC6.2","CC6.3","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(19,1,18,'notion/remove','notion','Remove Ada Example from Notion','Open the user administration of Notion and remove or deactivate the account. End its sessions, keys and tokens, and change passwords that a team shares there. Save a picture or an export that shows it.','Nothing else takes this access away; the password works until somebody does.','manual','remove','app-owner',NULL,NULL,'2026-12-01 17:00:00.000000',1,'record',1,'["CC6.2","CC6.3","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(20,1,19,'slack/remove','slack','Remove Ada Example from Slack over SCIM','Offramp deactivates the account at the moment and reads it back; the exchange is kept as the evidence. If Slack refuses, the reason stands here: often the person is the last administrator, or owns something.','It happens at the moment, also at night, and proves itself.','scim','remove','operator',NULL,NULL,'2026-12-01 17:00:00.000000',1,'none',1,'["CC6.2","CC6.3","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5"]','[]','7c72d9a78986178d0278187183fad9ea9a52f6e0d48be0228bd6676fab6a0c12','open',NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(21,1,20,'zoom/unassign','zoom','Unassign Zoom in Okta','Take the assignment of Zoom away from Ada Example in Okta, also the one that comes from a group, and start a provisioning run at once if there is a button for it. Look into the provisioning log for an error.','Disabling the account in Okta does not always send the removal, and a run may be 40 minutes away.','manual','remove','operator',NULL,NULL,'2026-12-01 17:00:00.000000',1,'any',1,'["CC6.2","CC6.3","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5"]','[]','8446db5616e7b89a6690a64635033b10f5980ae4b3fe0f7c1cea3e1025433e4e','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(22,1,21,'general/tokens',NULL,'Revoke API keys and personal tokens','Find the API keys, personal access tokens, SSH keys and webhooks that Ada Example made: code hosting, cloud, build and data tools first. Revoke each, or move it to a service account when something runs on it, and note what was found.','Keys never ask the identity provider; they work for as long as they exist.','manual','remove','operator',NULL,NULL,'2026-12-01 21:00:00.000000',0,'any',1,'["CC6.1","A.5.17","AC-2","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(23,1,22,'general/grants',NULL,'Revoke what they allowed other apps to do','In Okta and in the mail and file suite, look at the apps to which Ada Example gave access to their account, and revoke the grants. Where a tool of the team rests on one, connect it anew as a service account.','An app that was granted access keeps reading mail and files after the person is gone.','manual','remove','operator',NULL,NULL,'2026-12-01 21:00:00.000000',0,'any',0,'["CC6.1","A.5.18","AC-2"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(24,1,23,'general/factors',NULL,'Remove second factors and recovery ways','Reset the second factors of Ada Example in Okta: authenticator apps, security keys, passkeys, telephone numbers. Remove private addresses and numbers by which a password could be reset.','A recovery way that is left over is a way back in.','manual','remove','operator',NULL,NULL,'2026-12-01 21:00:00.000000',0,'any',0,'["A.5.17","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(25,1,24,'general/mail',NULL,'Settle the mailbox','End the forwarding rules and delegates that Ada Example set up. Make it a shared mailbox or give Pia Operator access, and set an automatic reply that names whom to write to. For a leave, the reply is enough.','Customers go on writing, and a forgotten rule goes on sending mail outside.','manual','remove','operator',NULL,NULL,'2026-12-01 21:00:00.000000',0,'any',0,'["CC6.1","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(26,1,25,'customer-io/check','customer-io','Save the audit log entry that shows the removal','Open the account''s audit log, filter for Ada Example, and save the entries for the changed permissions, the deleted keys and the last session. On Essentials the log reaches back 30 days only, so do it now; Premium and Enterprise show any period, an export the past year.','It is the vendor''s own record of who removed what, and when.','manual','check','app-owner','mo@example.com','mo@example.com','2026-12-01 21:00:00.000000',0,'record',0,'["CC6.2","A.5.18","PCI 8.2.5"]','[{"title":"Audit logs","url":"https://docs.customer.io/accounts-and-workspaces/audit-logs"}]','a8b3aba609b23f5e5af2bf9dacf588e169492f2b0a9dd774e468b38654f8dfd2','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(27,1,26,'figma/check','figma','Look Ada Example up in Figma once more','Somebody else than the one who removed it opens the list of users in Figma: no active account, also not under a private address, as a guest or in another workspace; the seat is free.','An app without a directory has no other check than a second look.','manual','check','operator',NULL,NULL,'2026-12-01 21:00:00.000000',0,'any',0,'["CC6.2","A.5.18","AC-2(3)"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(28,1,27,'figma/look','figma','Find accounts in Figma that SCIM does not see','In the admin console, look Ada Example up among members and guests. Accounts made before SCIM are not visible to it until they are created again, and guests get no seats through it: remove them by hand.','What SCIM does not see it does not remove.','manual','check','app-owner','Pia Operator','pia operator','2026-12-01 21:00:00.000000',0,'any',0,'["CC6.2","A.5.18"]','[{"title":"SCIM provisioning conflicts","url":"https://forum.figma.com/ask-the-community-7/figma-scim-provisioning-conflicts-19717"},{"title":"Manage seats via SCIM","url":"https://help.figma.com/hc/en-us/articles/360048787534-Manage-seats-via-SCIM"}]','d471b77dccaf2ca336ed54c70a6d0b0a8b281a4aa5f975095e9f1ebb0dde1b4e','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(29,1,28,'notion/check','notion','Look Ada Example up in Notion once more','Somebody else than the one who removed it opens the list of users in Notion: no active account, also not under a private address, as a guest or in another workspace; the seat is free.','An app without a directory has no other check than a second look.','manual','check','operator',NULL,NULL,'2026-12-01 21:00:00.000000',0,'any',0,'["CC6.2","A.5.18","AC-2(3)"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(30,1,29,'notion/look','notion','Look for Ada Example among Notion''s guests','Look Ada Example up among members and guests of the workspace; guests are outside SCIM and go by hand.','A private address that was invited as a guest still reads the page.','manual','check','app-owner',NULL,NULL,'2026-12-01 21:00:00.000000',0,'any',0,'["CC6.2","A.5.18"]','[{"title":"Provision users & groups with SCIM","url":"https://www.notion.so/help/provision-users-and-groups-with-scim"}]','1349f013838c803fe99f4085c5c76a2580517b5cb286ffc432c4d9ddb1fde434','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(31,1,30,'slack/check','slack','Look for what SCIM leaves behind in Slack','Open Slack as an administrator and look Ada Example up: no session, no personal token or key, no second account under a private address, no seat. Remove what you find, and keep a picture or an export.','Deactivating the account does not end the keys that it made, nor always its sessions.','manual','check','app-owner','ola@example.com','ola@example.com','2026-12-01 21:00:00.000000',0,'any',0,'["CC6.1","A.5.17","AC-2"]','[]','7c72d9a78986178d0278187183fad9ea9a52f6e0d48be0228bd6676fab6a0c12','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(32,1,31,'zoom/check','zoom','See that an administrator is really deactivated in Zoom','Look Ada Example up in Zoom. If they were an Admin, change the role to Member and deactivate by hand. See too that no password or token of theirs still works.','Through Okta only Member users are deactivated: an Admin removed there stays active in Zoom.','manual','check','app-owner',NULL,NULL,'2026-12-01 21:00:00.000000',0,'record',0,'["CC6.2","A.5.18","AC-2(3)"]','[{"title":"Zoom deprovisioning: user removed in Okta but not deactivated within Zoom","url":"https://support.okta.com/help/s/article/zoom-deprovisioning-user-removed-from-zoom-application-in-okta-but-did-not-deactivate-in-zoom-side"}]','8c052aa2bc73e786290f74c2d27f069b5ce56a5fa35676f7e35622275331195e','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(33,1,32,'general/shared-credentials',NULL,'Change shared passwords','See in the password vault which shared entries Ada Example could open, and change them: company accounts without single sign-on, Wi-Fi, routers, door and alarm codes, break-glass accounts. Start with those that work from outside.','Whoever knew a shared password still knows it.','manual','remove','operator',NULL,NULL,'2026-12-02 17:00:00.000000',0,'any',1,'["A.5.17","AC-2","CC6.1"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(34,1,33,'general/devices',NULL,'Take back or wipe devices','Collect laptop, telephone, security keys, badge, keys and cards, and note the serial numbers. Lock a device that is not there, and wipe company data on private ones through device management. Keep the disk as it is where something is under legal hold.','Passwords, synced files and signed-in apps are on the device.','manual','remove','operator',NULL,NULL,'2026-12-02 17:00:00.000000',0,'record',0,'["A.5.11","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(35,1,34,'customer-io/credentials','customer-io','Rotate the API credentials that Ada Example could reach','Account admins see API credentials, and so do members who were given that right. In each workspace that Ada Example had, make new keys, put them into the systems that use them, then delete the old ones; an App key is shown once only, so store it in the vault. List the tokens of service accounts too, and delete or renew those that Ada Example could copy, above all those without an expiry.','Keys belong to a workspace and not to a person, so removing the member ends none of them.','manual','remove','app-owner','mo@example.com','mo@example.com','2026-12-02 17:00:00.000000',0,'any',1,'["CC6.1","A.5.17","AC-2","PS-4"]','[{"title":"Manage your API credentials","url":"https://docs.customer.io/accounts-and-workspaces/managing-credentials"},{"title":"Service accounts","url":"https://docs.customer.io/ai/cli/service-accounts/"}]','a8b3aba609b23f5e5af2bf9dacf588e169492f2b0a9dd774e468b38654f8dfd2','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(36,1,35,'general/approval',NULL,'A second person confirms the removal','Look at the evidence of the steps that took access away, and try two or three apps yourself: is Ada Example listed there, and how? Confirm only what you saw; send back what is missing.','Whoever removed access should not be the only one to say that it is gone.','approval','check','manager','mara@example.com','mara@example.com','2026-12-03 17:00:00.000000',0,'any',0,'["CC6.3","A.5.18","PCI 7.2.4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(37,1,36,'general/payroll',NULL,'Settle payroll and personnel records','Enter the last day in the personnel system, close expenses and company cards, and remind Ada Example in writing of the duties that go on, such as confidentiality.','The list of leavers that an auditor draws a sample from comes from there.','manual','follow-up','hr',NULL,NULL,'2026-12-06 17:00:00.000000',0,'any',0,'["A.6.5","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(38,1,37,'general/reviews',NULL,'Take them out of reviews, approvals and groups','Replace Ada Example as reviewer, approver, on-call contact and owner of groups, and tell whoever runs the access review that they left. Take them off mailing lists that reach people outside.','A request that waits for somebody who left is approved by nobody, or by habit.','manual','follow-up','operator',NULL,NULL,'2026-12-06 17:00:00.000000',0,'none',0,'["PCI 7.2.4","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(39,1,38,'general/licences',NULL,'Free seats, and note them for the renewal','See in which apps the removed account still takes a seat, and free it. Where the number of seats can only fall at the renewal, note the date and the number in the stack.','A seat of somebody who left is paid until someone takes it away.','manual','follow-up','operator',NULL,NULL,'2026-12-06 17:00:00.000000',0,'any',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(40,1,39,'figma/drafts','figma','Sort the drafts of Ada Example in Figma','After the deactivation administrators can reach the drafts: move what the team needs into projects within the hand-over, and leave the rest.','Drafts belong to the person''s account and to no team.','manual','follow-up','app-owner','Pia Operator','pia operator','2026-12-06 17:00:00.000000',0,'none',0,'[]','[{"title":"Provision Okta SAML SSO","url":"https://help.figma.com/article/241-provision-okta-saml-sso"}]','d471b77dccaf2ca336ed54c70a6d0b0a8b281a4aa5f975095e9f1ebb0dde1b4e','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(41,1,40,'general/retention',NULL,'Keep the disabled account for 30 days','Nothing to do: the account and mailbox of Ada Example stay disabled until this is over, for questions and forgotten files.','Undoing a mistake is easy as long as the account is only disabled.','wait','follow-up','operator',NULL,NULL,'2026-12-31 17:00:00.000000',0,'none',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(42,1,41,'general/delete',NULL,'Delete the account in Okta','See once more that nothing is under legal hold and nothing runs as Ada Example; then delete the account and free its licence, or archive it where your rules say so.','A disabled account that nobody needs can be enabled by mistake.','manual','follow-up','operator',NULL,NULL,'2027-01-05 17:00:00.000000',0,'any',0,'["CIS 5.3","A.5.16","PCI 8.2.6"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(43,2,0,'general/prepare',NULL,'Prepare in confidence','Before the talk and without telling anybody else, list the accounts of Eve Example, see where they are the only administrator, and name a second one. Ask the legal team whether anything must be kept. Change nothing that Eve Example could notice.','Removing everything at one moment works only when its obstacles were found before.','manual','remove','operator',NULL,NULL,'2026-11-24 11:00:00.000000',1,'any',0,'["AC-2(13)","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(44,2,1,'general/idp-account',NULL,'Disable the account in Okta','Disable Eve Example in Okta, so that no sign-in works; do not delete the account yet. Take away its assignments to apps too, so that no app creates it again on the next sign-in.','It is the front door to every app with single sign-on, and the first thing an auditor asks.','manual','remove','operator',NULL,NULL,'2026-11-24 11:00:00.000000',1,'record',1,'["CC6.2","A.5.16","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5","164.308(a)(3)(ii)(C)"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(45,2,2,'general/tokens',NULL,'Revoke API keys and personal tokens','Find the API keys, personal access tokens, SSH keys and webhooks that Eve Example made: code hosting, cloud, build and data tools first. Revoke each, or move it to a service account when something runs on it, and note what was found.','Keys never ask the identity provider; they work for as long as they exist.','manual','remove','operator',NULL,NULL,'2026-11-24 11:00:00.000000',1,'any',1,'["CC6.1","A.5.17","AC-2","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(46,2,3,'general/shared-credentials',NULL,'Change shared passwords','See in the password vault which shared entries Eve Example could open, and change them: company accounts without single sign-on, Wi-Fi, routers, door and alarm codes, break-glass accounts. Start with those that work from outside.','Whoever knew a shared password still knows it.','manual','remove','operator',NULL,NULL,'2026-11-24 11:00:00.000000',1,'any',1,'["A.5.17","AC-2","CC6.1"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(47,2,4,'general/devices',NULL,'Take back or wipe devices','Collect laptop, telephone, security keys, badge, keys and cards, and note the serial numbers. Lock a device that is not there, and wipe company data on private ones through device management. Keep the disk as it is where something is under legal hold.','Passwords, synced files and signed-in apps are on the device.','manual','remove','operator',NULL,NULL,'2026-11-24 11:00:00.000000',1,'record',0,'["A.5.11","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(48,2,5,'general/sessions',NULL,'End all sessions','Revoke the sessions and refresh tokens of Eve Example in Okta, and sign them out of mail and chat on every device. Where an app has its own button for signing a person out, use it.','A session outlives the disabled account by hours, in mobile apps by weeks.','manual','remove','operator',NULL,NULL,'2026-11-24 11:00:00.000000',1,'record',1,'["CC6.1","PS-4","AC-2(13)","PCI 8.2.5"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(49,2,6,'figma/remove','figma','Remove Eve Example from Figma','Open the user administration of Figma and remove or deactivate the account. End its sessions, keys and tokens, and change passwords that a team shares there. Save a picture or an export that shows it.','Nothing else takes this access away; the password works until somebody does.','manual','remove','app-owner','Pia Operator','pia operator','2026-11-24 11:00:00.000000',1,'record',1,'["CC6.2","CC6.3","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(50,2,7,'notion/remove','notion','Remove Eve Example from Notion','Open the user administration of Notion and remove or deactivate the account. End its sessions, keys and tokens, and change passwords that a team shares there. Save a picture or an export that shows it.','Nothing else takes this access away; the password works until somebody does.','manual','remove','app-owner',NULL,NULL,'2026-11-24 11:00:00.000000',1,'record',1,'["CC6.2","CC6.3","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(51,2,8,'general/grants',NULL,'Revoke what they allowed other apps to do','In Okta and in the mail and file suite, look at the apps to which Eve Example gave access to their account, and revoke the grants. Where a tool of the team rests on one, connect it anew as a service account.','An app that was granted access keeps reading mail and files after the person is gone.','manual','remove','operator',NULL,NULL,'2026-11-24 15:00:00.000000',1,'any',0,'["CC6.1","A.5.18","AC-2"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(52,2,9,'general/factors',NULL,'Remove second factors and recovery ways','Reset the second factors of Eve Example in Okta: authenticator apps, security keys, passkeys, telephone numbers. Remove private addresses and numbers by which a password could be reset.','A recovery way that is left over is a way back in.','manual','remove','operator',NULL,NULL,'2026-11-24 15:00:00.000000',1,'any',0,'["A.5.17","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(53,2,10,'general/mail',NULL,'Settle the mailbox','End the forwarding rules and delegates that Eve Example set up. Make it a shared mailbox or give Pia Operator access, and set an automatic reply that names whom to write to. For a leave, the reply is enough.','Customers go on writing, and a forgotten rule goes on sending mail outside.','manual','remove','operator',NULL,NULL,'2026-11-24 15:00:00.000000',1,'any',0,'["CC6.1","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(54,2,11,'figma/check','figma','Look Eve Example up in Figma once more','Somebody else than the one who removed it opens the list of users in Figma: no active account, also not under a private address, as a guest or in another workspace; the seat is free.','An app without a directory has no other check than a second look.','manual','check','operator',NULL,NULL,'2026-11-24 15:00:00.000000',1,'any',0,'["CC6.2","A.5.18","AC-2(3)"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(55,2,12,'figma/look','figma','Find accounts in Figma that SCIM does not see','In the admin console, look Eve Example up among members and guests. Accounts made before SCIM are not visible to it until they are created again, and guests get no seats through it: remove them by hand.','What SCIM does not see it does not remove.','manual','check','app-owner','Pia Operator','pia operator','2026-11-24 15:00:00.000000',1,'any',0,'["CC6.2","A.5.18"]','[{"title":"SCIM provisioning conflicts","url":"https://forum.figma.com/ask-the-community-7/figma-scim-provisioning-conflicts-19717"},{"title":"Manage seats via SCIM","url":"https://help.figma.com/hc/en-us/articles/360048787534-Manage-seats-via-SCIM"}]','d471b77dccaf2ca336ed54c70a6d0b0a8b281a4aa5f975095e9f1ebb0dde1b4e','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(56,2,13,'notion/check','notion','Look Eve Example up in Notion once more','Somebody else than the one who removed it opens the list of users in Notion: no active account, also not under a private address, as a guest or in another workspace; the seat is free.','An app without a directory has no other check than a second look.','manual','check','operator',NULL,NULL,'2026-11-24 15:00:00.000000',1,'any',0,'["CC6.2","A.5.18","AC-2(3)"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(57,2,14,'notion/look','notion','Look for Eve Example among Notion''s guests','Look Eve Example up among members and guests of the workspace; guests are outside SCIM and go by hand.','A private address that was invited as a guest still reads the page.','manual','check','app-owner',NULL,NULL,'2026-11-24 15:00:00.000000',1,'any',0,'["CC6.2","A.5.18"]','[{"title":"Provision users & groups with SCIM","url":"https://www.notion.so/help/provision-users-and-groups-with-scim"}]','1349f013838c803fe99f4085c5c76a2580517b5cb286ffc432c4d9ddb1fde434','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(58,2,15,'general/work',NULL,'Agree who takes over the work','Go through running work with Eve Example: customers, projects, contracts, on-call duty, and approvals that only they give. Name Pia Operator or somebody else for each, and write it down where the team finds it. After an involuntary leaving, do it with the team instead.','What nobody took over stops on the first day without Eve Example.','manual','hand-over','manager','mara@example.com','mara@example.com','2026-11-25 11:00:00.000000',0,'any',0,'["A.6.5","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(59,2,16,'general/service-accounts',NULL,'Give service accounts and jobs a new owner','List the service accounts, scheduled jobs, integrations and provisioning connections that Eve Example ran or set up with their own account. Name a new owner for each and change its secret; connections that run as Eve Example must be set up again before the account goes.','They belong to nobody from now on, and some stop when the account does.','manual','hand-over','operator',NULL,NULL,'2026-11-25 11:00:00.000000',0,'any',0,'["AC-2","A.8.2","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(60,2,17,'notion/provisioning','notion','See that provisioning of Notion does not run as Eve Example','See which workspace owner made the SCIM token. If it is Eve Example, have another owner make a new one and put it into Okta first.','The token is personal: when that owner leaves or changes role it is revoked and provisioning stops.','manual','hand-over','operator',NULL,NULL,'2026-11-25 11:00:00.000000',0,'any',0,'["A.8.2","CC6.3"]','[{"title":"Provision users & groups with SCIM","url":"https://www.notion.so/help/provision-users-and-groups-with-scim"}]','1349f013838c803fe99f4085c5c76a2580517b5cb286ffc432c4d9ddb1fde434','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(61,2,18,'general/approval',NULL,'A second person confirms the removal','Look at the evidence of the steps that took access away, and try two or three apps yourself: is Eve Example listed there, and how? Confirm only what you saw; send back what is missing.','Whoever removed access should not be the only one to say that it is gone.','approval','check','manager','mara@example.com','mara@example.com','2026-11-26 11:00:00.000000',1,'any',0,'["CC6.3","A.5.18","PCI 7.2.4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(62,2,19,'general/files',NULL,'Move documents and shared drives to a new owner','Move the files that Eve Example owns to Pia Operator or to a shared drive, with the transfer of the admin console rather than file by file. Look at links that are shared with people outside, and end those that nobody needs.','Files that stay in a personal drive are lost or unreachable once the account is deleted.','manual','hand-over','operator',NULL,NULL,'2026-11-26 11:00:00.000000',0,'any',0,'["PS-4","A.5.11"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(63,2,20,'general/calendar',NULL,'Hand over meetings and booking pages','Give recurring meetings another organiser or cancel them, and free the rooms that are booked. Switch booking pages off or point them to Pia Operator.','Meetings of a removed organiser go on with nobody able to change them.','manual','hand-over','manager','mara@example.com','mara@example.com','2026-11-26 11:00:00.000000',0,'none',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(64,2,21,'figma/hand-over','figma','Hand over what Eve Example owns in Figma','In Figma, give what belongs to Eve Example to Pia Operator: documents, automations, integrations, reports, billing contact. See that nothing is visible to Eve Example alone and that no job runs as them; ask them where in doubt.','What belongs to a removed account is hard to reach, and in some apps gone.','manual','hand-over','app-owner','Pia Operator','pia operator','2026-11-26 11:00:00.000000',0,'any',0,'["PS-4"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(65,2,22,'notion/hand-over','notion','Hand over what Eve Example owns in Notion','In Notion, give what belongs to Eve Example to Pia Operator: documents, automations, integrations, reports, billing contact. See that nothing is visible to Eve Example alone and that no job runs as them; ask them where in doubt.','What belongs to a removed account is hard to reach, and in some apps gone.','manual','hand-over','app-owner',NULL,NULL,'2026-11-26 11:00:00.000000',0,'any',0,'["PS-4"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(66,2,23,'general/payroll',NULL,'Settle payroll and personnel records','Enter the last day in the personnel system, close expenses and company cards, and remind Eve Example in writing of the duties that go on, such as confidentiality.','The list of leavers that an auditor draws a sample from comes from there.','manual','follow-up','hr',NULL,NULL,'2026-11-29 11:00:00.000000',0,'any',0,'["A.6.5","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(67,2,24,'general/reviews',NULL,'Take them out of reviews, approvals and groups','Replace Eve Example as reviewer, approver, on-call contact and owner of groups, and tell whoever runs the access review that they left. Take them off mailing lists that reach people outside.','A request that waits for somebody who left is approved by nobody, or by habit.','manual','follow-up','operator',NULL,NULL,'2026-11-29 11:00:00.000000',0,'none',0,'["PCI 7.2.4","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(68,2,25,'general/licences',NULL,'Free seats, and note them for the renewal','See in which apps the removed account still takes a seat, and free it. Where the number of seats can only fall at the renewal, note the date and the number in the stack.','A seat of somebody who left is paid until someone takes it away.','manual','follow-up','operator',NULL,NULL,'2026-11-29 11:00:00.000000',0,'any',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(69,2,26,'figma/drafts','figma','Sort the drafts of Eve Example in Figma','After the deactivation administrators can reach the drafts: move what the team needs into projects within the hand-over, and leave the rest.','Drafts belong to the person''s account and to no team.','manual','follow-up','app-owner','Pia Operator','pia operator','2026-11-29 11:00:00.000000',0,'none',0,'[]','[{"title":"Provision Okta SAML SSO","url":"https://help.figma.com/article/241-provision-okta-saml-sso"}]','d471b77dccaf2ca336ed54c70a6d0b0a8b281a4aa5f975095e9f1ebb0dde1b4e','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(70,2,27,'general/retention',NULL,'Keep the disabled account for 30 days','Nothing to do: the account and mailbox of Eve Example stay disabled until this is over, for questions and forgotten files.','Undoing a mistake is easy as long as the account is only disabled.','wait','follow-up','operator',NULL,NULL,'2026-12-24 11:00:00.000000',0,'none',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(71,2,28,'general/delete',NULL,'Delete the account in Okta','See once more that nothing is under legal hold and nothing runs as Eve Example; then delete the account and free its licence, or archive it where your rules say so.','A disabled account that nobody needs can be enabled by mistake.','manual','follow-up','operator',NULL,NULL,'2026-12-29 11:00:00.000000',0,'any',0,'["CIS 5.3","A.5.16","PCI 8.2.6"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(72,3,0,'general/service-accounts',NULL,'Give service accounts and jobs a new owner','List the service accounts, scheduled jobs, integrations and provisioning connections that Dan Example ran or set up with their own account. Name a new owner for each and change its secret; connections that run as Dan Example must be set up again before the account goes.','They belong to nobody from now on, and some stop when the account does.','manual','hand-over','operator',NULL,NULL,'2026-11-24 12:00:00.000000',0,'any',0,'["AC-2","A.8.2","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(73,3,1,'general/legal-hold',NULL,'Ask whether anything is under legal hold','Ask the legal team whether data of Dan Example must be kept. If so, put the hold on mailbox, drive and chat before anything is deleted, and note until when it lasts.','What was deleted cannot be produced later, and some apps delete with the account.','manual','hand-over','hr',NULL,NULL,'2026-11-25 12:00:00.000000',0,'any',0,'["A.6.5"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(74,3,2,'general/work',NULL,'Agree who takes over the work','Go through running work with Dan Example: customers, projects, contracts, on-call duty, and approvals that only they give. Name Pia Operator or somebody else for each, and write it down where the team finds it. After an involuntary leaving, do it with the team instead.','What nobody took over stops on the first day without Dan Example.','manual','hand-over','manager','mara@example.com','mara@example.com','2026-11-25 12:00:00.000000',0,'any',0,'["A.6.5","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(75,3,3,'general/files',NULL,'Move documents and shared drives to a new owner','Move the files that Dan Example owns to Pia Operator or to a shared drive, with the transfer of the admin console rather than file by file. Look at links that are shared with people outside, and end those that nobody needs.','Files that stay in a personal drive are lost or unreachable once the account is deleted.','manual','hand-over','operator',NULL,NULL,'2026-11-25 12:00:00.000000',0,'any',0,'["PS-4","A.5.11"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(76,3,4,'general/calendar',NULL,'Hand over meetings and booking pages','Give recurring meetings another organiser or cancel them, and free the rooms that are booked. Switch booking pages off or point them to Pia Operator.','Meetings of a removed organiser go on with nobody able to change them.','manual','hand-over','manager','mara@example.com','mara@example.com','2026-11-25 12:00:00.000000',0,'none',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(77,3,5,'general/last-administrator',NULL,'See where they are the only administrator','Look in the stack for apps where Dan Example is the only administrator or owner, or the billing contact; look also at domain registrar, DNS, app stores, code signing and company accounts on social networks. Promote somebody else first, and note where.','The last administrator of an app cannot be removed, and nobody else can do it afterwards.','manual','hand-over','operator',NULL,NULL,'2026-11-25 12:00:00.000000',0,'any',0,'["A.8.2","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(78,3,6,'notion/hand-over','notion','Hand over what Dan Example owns in Notion','In Notion, give what belongs to Dan Example to Pia Operator: documents, automations, integrations, reports, billing contact. See that nothing is visible to Dan Example alone and that no job runs as them; ask them where in doubt.','What belongs to a removed account is hard to reach, and in some apps gone.','manual','hand-over','app-owner',NULL,NULL,'2026-11-25 12:00:00.000000',0,'any',0,'["PS-4"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(79,3,7,'notion/provisioning','notion','See that provisioning of Notion does not run as Dan Example','See which workspace owner made the SCIM token. If it is Dan Example, have another owner make a new one and put it into Okta first.','The token is personal: when that owner leaves or changes role it is revoked and provisioning stops.','manual','hand-over','operator',NULL,NULL,'2026-11-25 12:00:00.000000',0,'any',0,'["A.8.2","CC6.3"]','[{"title":"Provision users & groups with SCIM","url":"https://www.notion.so/help/provision-users-and-groups-with-scim"}]','1349f013838c803fe99f4085c5c76a2580517b5cb286ffc432c4d9ddb1fde434','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(80,3,8,'general/idp-account',NULL,'Disable the account in Okta','Disable Dan Example in Okta, so that no sign-in works; do not delete the account yet. Take away its assignments to apps too, so that no app creates it again on the next sign-in.','It is the front door to every app with single sign-on, and the first thing an auditor asks.','manual','remove','operator',NULL,NULL,'2026-11-25 12:00:00.000000',1,'record',1,'["CC6.2","A.5.16","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5","164.308(a)(3)(ii)(C)"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(81,3,9,'general/sessions',NULL,'End all sessions','Revoke the sessions and refresh tokens of Dan Example in Okta, and sign them out of mail and chat on every device. Where an app has its own button for signing a person out, use it.','A session outlives the disabled account by hours, in mobile apps by weeks.','manual','remove','operator',NULL,NULL,'2026-11-25 12:00:00.000000',1,'record',1,'["CC6.1","PS-4","AC-2(13)","PCI 8.2.5"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(82,3,10,'notion/remove','notion','Remove Dan Example from Notion','Open the user administration of Notion and remove or deactivate the account. End its sessions, keys and tokens, and change passwords that a team shares there. Save a picture or an export that shows it.','Nothing else takes this access away; the password works until somebody does.','manual','remove','app-owner',NULL,NULL,'2026-11-25 12:00:00.000000',1,'record',1,'["CC6.2","CC6.3","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(83,3,11,'general/tokens',NULL,'Revoke API keys and personal tokens','Find the API keys, personal access tokens, SSH keys and webhooks that Dan Example made: code hosting, cloud, build and data tools first. Revoke each, or move it to a service account when something runs on it, and note what was found.','Keys never ask the identity provider; they work for as long as they exist.','manual','remove','operator',NULL,NULL,'2026-11-25 16:00:00.000000',0,'any',1,'["CC6.1","A.5.17","AC-2","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(84,3,12,'general/grants',NULL,'Revoke what they allowed other apps to do','In Okta and in the mail and file suite, look at the apps to which Dan Example gave access to their account, and revoke the grants. Where a tool of the team rests on one, connect it anew as a service account.','An app that was granted access keeps reading mail and files after the person is gone.','manual','remove','operator',NULL,NULL,'2026-11-25 16:00:00.000000',0,'any',0,'["CC6.1","A.5.18","AC-2"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(85,3,13,'general/factors',NULL,'Remove second factors and recovery ways','Reset the second factors of Dan Example in Okta: authenticator apps, security keys, passkeys, telephone numbers. Remove private addresses and numbers by which a password could be reset.','A recovery way that is left over is a way back in.','manual','remove','operator',NULL,NULL,'2026-11-25 16:00:00.000000',0,'any',0,'["A.5.17","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(86,3,14,'general/mail',NULL,'Settle the mailbox','End the forwarding rules and delegates that Dan Example set up. Make it a shared mailbox or give Pia Operator access, and set an automatic reply that names whom to write to. For a leave, the reply is enough.','Customers go on writing, and a forgotten rule goes on sending mail outside.','manual','remove','operator',NULL,NULL,'2026-11-25 16:00:00.000000',0,'any',0,'["CC6.1","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(87,3,15,'notion/check','notion','Look Dan Example up in Notion once more','Somebody else than the one who removed it opens the list of users in Notion: no active account, also not under a private address, as a guest or in another workspace; the seat is free.','An app without a directory has no other check than a second look.','manual','check','operator',NULL,NULL,'2026-11-25 16:00:00.000000',0,'any',0,'["CC6.2","A.5.18","AC-2(3)"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(88,3,16,'notion/look','notion','Look for Dan Example among Notion''s guests','Look Dan Example up among members and guests of the workspace; guests are outside SCIM and go by hand.','A private address that was invited as a guest still reads the page.','manual','check','app-owner',NULL,NULL,'2026-11-25 16:00:00.000000',0,'any',0,'["CC6.2","A.5.18"]','[{"title":"Provision users & groups with SCIM","url":"https://www.notion.so/help/provision-users-and-groups-with-scim"}]','1349f013838c803fe99f4085c5c76a2580517b5cb286ffc432c4d9ddb1fde434','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(89,3,17,'general/shared-credentials',NULL,'Change shared passwords','See in the password vault which shared entries Dan Example could open, and change them: company accounts without single sign-on, Wi-Fi, routers, door and alarm codes, break-glass accounts. Start with those that work from outside.','Whoever knew a shared password still knows it.','manual','remove','operator',NULL,NULL,'2026-11-26 12:00:00.000000',0,'any',1,'["A.5.17","AC-2","CC6.1"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(90,3,18,'general/devices',NULL,'Take back or wipe devices','Collect laptop, telephone, security keys, badge, keys and cards, and note the serial numbers. Lock a device that is not there, and wipe company data on private ones through device management. Keep the disk as it is where something is under legal hold.','Passwords, synced files and signed-in apps are on the device.','manual','remove','operator',NULL,NULL,'2026-11-26 12:00:00.000000',0,'record',0,'["A.5.11","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(91,3,19,'general/approval',NULL,'A second person confirms the removal','Look at the evidence of the steps that took access away, and try two or three apps yourself: is Dan Example listed there, and how? Confirm only what you saw; send back what is missing.','Whoever removed access should not be the only one to say that it is gone.','approval','check','manager','mara@example.com','mara@example.com','2026-11-27 12:00:00.000000',0,'any',0,'["CC6.3","A.5.18","PCI 7.2.4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Pia Operator','pia',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(92,3,20,'general/payroll',NULL,'Settle payroll and personnel records','Enter the last day in the personnel system, close expenses and company cards, and remind Dan Example in writing of the duties that go on, such as confidentiality.','The list of leavers that an auditor draws a sample from comes from there.','manual','follow-up','hr',NULL,NULL,'2026-11-30 12:00:00.000000',0,'any',0,'["A.6.5","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(93,3,21,'general/reviews',NULL,'Take them out of reviews, approvals and groups','Replace Dan Example as reviewer, approver, on-call contact and owner of groups, and tell whoever runs the access review that they left. Take them off mailing lists that reach people outside.','A request that waits for somebody who left is approved by nobody, or by habit.','manual','follow-up','operator',NULL,NULL,'2026-11-30 12:00:00.000000',0,'none',0,'["PCI 7.2.4","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(94,3,22,'general/licences',NULL,'Free seats, and note them for the renewal','See in which apps the removed account still takes a seat, and free it. Where the number of seats can only fall at the renewal, note the date and the number in the stack.','A seat of somebody who left is paid until someone takes it away.','manual','follow-up','operator',NULL,NULL,'2026-11-30 12:00:00.000000',0,'any',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(95,3,23,'general/retention',NULL,'Keep the disabled account for 30 days','Nothing to do: the account and mailbox of Dan Example stay disabled until this is over, for questions and forgotten files.','Undoing a mistake is easy as long as the account is only disabled.','wait','follow-up','operator',NULL,NULL,'2026-12-25 12:00:00.000000',0,'none',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(96,3,24,'general/delete',NULL,'Delete the account in Okta','See once more that nothing is under legal hold and nothing runs as Dan Example; then delete the account and free its licence, or archive it where your rules say so.','A disabled account that nobody needs can be enabled by mistake.','manual','follow-up','operator',NULL,NULL,'2026-12-30 12:00:00.000000',0,'any',0,'["CIS 5.3","A.5.16","PCI 8.2.6"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','done',NULL,NULL,NULL,'2026-11-25 11:30:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(97,4,0,'general/work',NULL,'Agree who takes over the work','Go through running work with Fay Example: customers, projects, contracts, on-call duty, and approvals that only they give. Name Pia Operator or somebody else for each, and write it down where the team finds it. After an involuntary leaving, do it with the team instead.','What nobody took over stops on the first day without Fay Example.','manual','hand-over','manager','mara@example.com','mara@example.com','2026-12-12 12:00:00.000000',0,'any',0,'["A.6.5","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(98,4,1,'general/last-administrator',NULL,'See where they are the only administrator','Look in the stack for apps where Fay Example is the only administrator or owner, or the billing contact; look also at domain registrar, DNS, app stores, code signing and company accounts on social networks. Promote somebody else first, and note where.','The last administrator of an app cannot be removed, and nobody else can do it afterwards.','manual','hand-over','operator',NULL,NULL,'2026-12-13 12:00:00.000000',0,'any',0,'["A.8.2","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(99,4,2,'general/calendar',NULL,'Hand over meetings and booking pages','Give recurring meetings another organiser or cancel them, and free the rooms that are booked. Switch booking pages off or point them to Pia Operator.','Meetings of a removed organiser go on with nobody able to change them.','manual','hand-over','manager','mara@example.com','mara@example.com','2026-12-14 12:00:00.000000',0,'none',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(100,4,3,'zoom/hand-over','zoom','Hand over what Fay Example owns in Zoom','In Zoom, give what belongs to Fay Example to Pia Operator: documents, automations, integrations, reports, billing contact. See that nothing is visible to Fay Example alone and that no job runs as them; ask them where in doubt.','What belongs to a removed account is hard to reach, and in some apps gone.','manual','hand-over','app-owner',NULL,NULL,'2026-12-14 12:00:00.000000',0,'any',0,'["PS-4"]','[]','8446db5616e7b89a6690a64635033b10f5980ae4b3fe0f7c1cea3e1025433e4e','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(101,4,4,'general/idp-account',NULL,'Disable the account in Okta','Disable Fay Example in Okta, so that no sign-in works; do not delete the account yet. Take away its assignments to apps too, so that no app creates it again on the next sign-in.','It is the front door to every app with single sign-on, and the first thing an auditor asks.','manual','remove','operator',NULL,NULL,'2026-12-15 12:00:00.000000',1,'record',1,'["CC6.2","A.5.16","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5","164.308(a)(3)(ii)(C)"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(102,4,5,'general/sessions',NULL,'End all sessions','Revoke the sessions and refresh tokens of Fay Example in Okta, and sign them out of mail and chat on every device. Where an app has its own button for signing a person out, use it.','A session outlives the disabled account by hours, in mobile apps by weeks.','manual','remove','operator',NULL,NULL,'2026-12-15 12:00:00.000000',1,'record',1,'["CC6.1","PS-4","AC-2(13)","PCI 8.2.5"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(103,4,6,'zoom/suspend','zoom','Suspend Fay Example in Zoom','Unassign or suspend Fay Example so that Okta deactivates the account in Zoom and does not delete it: look at the setting for deprovisioning first. Where it can only delete, leave the assignment and rely on the disabled sign-in.','What was deleted for a leave is not there when the person comes back.','manual','remove','operator',NULL,NULL,'2026-12-15 12:00:00.000000',0,'record',1,'["A.5.18","AC-2","CC6.3"]','[]','8446db5616e7b89a6690a64635033b10f5980ae4b3fe0f7c1cea3e1025433e4e','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(104,4,7,'general/mail',NULL,'Settle the mailbox','End the forwarding rules and delegates that Fay Example set up. Make it a shared mailbox or give Pia Operator access, and set an automatic reply that names whom to write to. For a leave, the reply is enough.','Customers go on writing, and a forgotten rule goes on sending mail outside.','manual','remove','operator',NULL,NULL,'2026-12-15 16:00:00.000000',0,'any',0,'["CC6.1","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(105,4,8,'zoom/check','zoom','See that an administrator is really deactivated in Zoom','Look Fay Example up in Zoom. If they were an Admin, change the role to Member and deactivate by hand. See too that no password or token of theirs still works.','Through Okta only Member users are deactivated: an Admin removed there stays active in Zoom.','manual','check','app-owner',NULL,NULL,'2026-12-15 16:00:00.000000',0,'record',0,'["CC6.2","A.5.18","AC-2(3)"]','[{"title":"Zoom deprovisioning: user removed in Okta but not deactivated within Zoom","url":"https://support.okta.com/help/s/article/zoom-deprovisioning-user-removed-from-zoom-application-in-okta-but-did-not-deactivate-in-zoom-side"}]','8c052aa2bc73e786290f74c2d27f069b5ce56a5fa35676f7e35622275331195e','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(106,4,9,'general/tokens',NULL,'Revoke API keys and personal tokens','Find the API keys, personal access tokens, SSH keys and webhooks that Fay Example made: code hosting, cloud, build and data tools first. Revoke each, or move it to a service account when something runs on it, and note what was found.','Keys never ask the identity provider; they work for as long as they exist.','manual','remove','operator',NULL,NULL,'2026-12-16 12:00:00.000000',0,'any',1,'["CC6.1","A.5.17","AC-2","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(107,4,10,'general/approval',NULL,'A second person confirms the removal','Look at the evidence of the steps that took access away, and try two or three apps yourself: is Fay Example listed there, and how? Confirm only what you saw; send back what is missing.','Whoever removed access should not be the only one to say that it is gone.','approval','check','manager','mara@example.com','mara@example.com','2026-12-17 12:00:00.000000',0,'any',0,'["CC6.3","A.5.18","PCI 7.2.4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "offboarding_step" VALUES(108,5,0,'general/legal-hold',NULL,'Ask whether anything is under legal hold','Ask the legal team whether data of Gil Example must be kept. If so, put the hold on mailbox, drive and chat before anything is deleted, and note until when it lasts.','What was deleted cannot be produced later, and some apps delete with the account.','manual','hand-over','hr',NULL,NULL,'2026-12-01 12:00:00.000000',0,'any',0,'["A.6.5"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(109,5,1,'general/work',NULL,'Agree who takes over the work','Go through running work with Gil Example: customers, projects, contracts, on-call duty, and approvals that only they give. Name Pia Operator or somebody else for each, and write it down where the team finds it. After an involuntary leaving, do it with the team instead.','What nobody took over stops on the first day without Gil Example.','manual','hand-over','manager','mara@example.com','mara@example.com','2026-12-01 12:00:00.000000',0,'any',0,'["A.6.5","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(110,5,2,'general/last-administrator',NULL,'See where they are the only administrator','Look in the stack for apps where Gil Example is the only administrator or owner, or the billing contact; look also at domain registrar, DNS, app stores, code signing and company accounts on social networks. Promote somebody else first, and note where.','The last administrator of an app cannot be removed, and nobody else can do it afterwards.','manual','hand-over','operator',NULL,NULL,'2026-12-02 12:00:00.000000',0,'any',0,'["A.8.2","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(111,5,3,'general/files',NULL,'Move documents and shared drives to a new owner','Move the files that Gil Example owns to Pia Operator or to a shared drive, with the transfer of the admin console rather than file by file. Look at links that are shared with people outside, and end those that nobody needs.','Files that stay in a personal drive are lost or unreachable once the account is deleted.','manual','hand-over','operator',NULL,NULL,'2026-12-03 12:00:00.000000',0,'any',0,'["PS-4","A.5.11"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(112,5,4,'general/calendar',NULL,'Hand over meetings and booking pages','Give recurring meetings another organiser or cancel them, and free the rooms that are booked. Switch booking pages off or point them to Pia Operator.','Meetings of a removed organiser go on with nobody able to change them.','manual','hand-over','manager','mara@example.com','mara@example.com','2026-12-03 12:00:00.000000',0,'none',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(113,5,5,'general/service-accounts',NULL,'Give service accounts and jobs a new owner','List the service accounts, scheduled jobs, integrations and provisioning connections that Gil Example ran or set up with their own account. Name a new owner for each and change its secret; connections that run as Gil Example must be set up again before the account goes.','They belong to nobody from now on, and some stop when the account does.','manual','hand-over','operator',NULL,NULL,'2026-12-03 12:00:00.000000',0,'any',0,'["AC-2","A.8.2","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(114,5,6,'figma/hand-over','figma','Hand over what Gil Example owns in Figma','In Figma, give what belongs to Gil Example to Pia Operator: documents, automations, integrations, reports, billing contact. See that nothing is visible to Gil Example alone and that no job runs as them; ask them where in doubt.','What belongs to a removed account is hard to reach, and in some apps gone.','manual','hand-over','app-owner','Pia Operator','pia operator','2026-12-03 12:00:00.000000',0,'any',0,'["PS-4"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(115,5,7,'general/idp-account',NULL,'Disable the account in Okta','Disable Gil Example in Okta, so that no sign-in works; do not delete the account yet. Take away its assignments to apps too, so that no app creates it again on the next sign-in.','It is the front door to every app with single sign-on, and the first thing an auditor asks.','manual','remove','operator',NULL,NULL,'2026-12-04 12:00:00.000000',1,'record',1,'["CC6.2","A.5.16","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5","164.308(a)(3)(ii)(C)"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(116,5,8,'general/sessions',NULL,'End all sessions','Revoke the sessions and refresh tokens of Gil Example in Okta, and sign them out of mail and chat on every device. Where an app has its own button for signing a person out, use it.','A session outlives the disabled account by hours, in mobile apps by weeks.','manual','remove','operator',NULL,NULL,'2026-12-04 12:00:00.000000',1,'record',1,'["CC6.1","PS-4","AC-2(13)","PCI 8.2.5"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(117,5,9,'figma/remove','figma','Remove Gil Example from Figma','Open the user administration of Figma and remove or deactivate the account. End its sessions, keys and tokens, and change passwords that a team shares there. Save a picture or an export that shows it.','Nothing else takes this access away; the password works until somebody does.','manual','remove','app-owner','Pia Operator','pia operator','2026-12-04 12:00:00.000000',1,'record',1,'["CC6.2","CC6.3","A.5.18","PS-4","AC-2(3)","CIS 6.2","PCI 8.2.5"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(118,5,10,'general/tokens',NULL,'Revoke API keys and personal tokens','Find the API keys, personal access tokens, SSH keys and webhooks that Gil Example made: code hosting, cloud, build and data tools first. Revoke each, or move it to a service account when something runs on it, and note what was found.','Keys never ask the identity provider; they work for as long as they exist.','manual','remove','operator',NULL,NULL,'2026-12-04 16:00:00.000000',0,'any',1,'["CC6.1","A.5.17","AC-2","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(119,5,11,'general/grants',NULL,'Revoke what they allowed other apps to do','In Okta and in the mail and file suite, look at the apps to which Gil Example gave access to their account, and revoke the grants. Where a tool of the team rests on one, connect it anew as a service account.','An app that was granted access keeps reading mail and files after the person is gone.','manual','remove','operator',NULL,NULL,'2026-12-04 16:00:00.000000',0,'any',0,'["CC6.1","A.5.18","AC-2"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(120,5,12,'general/factors',NULL,'Remove second factors and recovery ways','Reset the second factors of Gil Example in Okta: authenticator apps, security keys, passkeys, telephone numbers. Remove private addresses and numbers by which a password could be reset.','A recovery way that is left over is a way back in.','manual','remove','operator',NULL,NULL,'2026-12-04 16:00:00.000000',0,'any',0,'["A.5.17","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(121,5,13,'general/mail',NULL,'Settle the mailbox','End the forwarding rules and delegates that Gil Example set up. Make it a shared mailbox or give Pia Operator access, and set an automatic reply that names whom to write to. For a leave, the reply is enough.','Customers go on writing, and a forgotten rule goes on sending mail outside.','manual','remove','operator',NULL,NULL,'2026-12-04 16:00:00.000000',0,'any',0,'["CC6.1","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(122,5,14,'figma/check','figma','Look Gil Example up in Figma once more','Somebody else than the one who removed it opens the list of users in Figma: no active account, also not under a private address, as a guest or in another workspace; the seat is free.','An app without a directory has no other check than a second look.','manual','check','operator',NULL,NULL,'2026-12-04 16:00:00.000000',0,'any',0,'["CC6.2","A.5.18","AC-2(3)"]','[]','2bbdc0508b3fd80fae47e8479a064a5914cfaeef0185f61d7943d2e996dd9b6a','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(123,5,15,'figma/look','figma','Find accounts in Figma that SCIM does not see','In the admin console, look Gil Example up among members and guests. Accounts made before SCIM are not visible to it until they are created again, and guests get no seats through it: remove them by hand.','What SCIM does not see it does not remove.','manual','check','app-owner','Pia Operator','pia operator','2026-12-04 16:00:00.000000',0,'any',0,'["CC6.2","A.5.18"]','[{"title":"SCIM provisioning conflicts","url":"https://forum.figma.com/ask-the-community-7/figma-scim-provisioning-conflicts-19717"},{"title":"Manage seats via SCIM","url":"https://help.figma.com/hc/en-us/articles/360048787534-Manage-seats-via-SCIM"}]','d471b77dccaf2ca336ed54c70a6d0b0a8b281a4aa5f975095e9f1ebb0dde1b4e','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(124,5,16,'general/shared-credentials',NULL,'Change shared passwords','See in the password vault which shared entries Gil Example could open, and change them: company accounts without single sign-on, Wi-Fi, routers, door and alarm codes, break-glass accounts. Start with those that work from outside.','Whoever knew a shared password still knows it.','manual','remove','operator',NULL,NULL,'2026-12-05 12:00:00.000000',0,'any',1,'["A.5.17","AC-2","CC6.1"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(125,5,17,'general/devices',NULL,'Take back or wipe devices','Collect laptop, telephone, security keys, badge, keys and cards, and note the serial numbers. Lock a device that is not there, and wipe company data on private ones through device management. Keep the disk as it is where something is under legal hold.','Passwords, synced files and signed-in apps are on the device.','manual','remove','operator',NULL,NULL,'2026-12-05 12:00:00.000000',0,'record',0,'["A.5.11","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(126,5,18,'general/approval',NULL,'A second person confirms the removal','Look at the evidence of the steps that took access away, and try two or three apps yourself: is Gil Example listed there, and how? Confirm only what you saw; send back what is missing.','Whoever removed access should not be the only one to say that it is gone.','approval','check','manager','mara@example.com','mara@example.com','2026-12-06 12:00:00.000000',0,'any',0,'["CC6.3","A.5.18","PCI 7.2.4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(127,5,19,'general/payroll',NULL,'Settle payroll and personnel records','Enter the last day in the personnel system, close expenses and company cards, and remind Gil Example in writing of the duties that go on, such as confidentiality.','The list of leavers that an auditor draws a sample from comes from there.','manual','follow-up','hr',NULL,NULL,'2026-12-09 12:00:00.000000',0,'any',0,'["A.6.5","PS-4"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(128,5,20,'general/reviews',NULL,'Take them out of reviews, approvals and groups','Replace Gil Example as reviewer, approver, on-call contact and owner of groups, and tell whoever runs the access review that they left. Take them off mailing lists that reach people outside.','A request that waits for somebody who left is approved by nobody, or by habit.','manual','follow-up','operator',NULL,NULL,'2026-12-09 12:00:00.000000',0,'none',0,'["PCI 7.2.4","CC6.3"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(129,5,21,'general/licences',NULL,'Free seats, and note them for the renewal','See in which apps the removed account still takes a seat, and free it. Where the number of seats can only fall at the renewal, note the date and the number in the stack.','A seat of somebody who left is paid until someone takes it away.','manual','follow-up','operator',NULL,NULL,'2026-12-09 12:00:00.000000',0,'any',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(130,5,22,'figma/drafts','figma','Sort the drafts of Gil Example in Figma','After the deactivation administrators can reach the drafts: move what the team needs into projects within the hand-over, and leave the rest.','Drafts belong to the person''s account and to no team.','manual','follow-up','app-owner','Pia Operator','pia operator','2026-12-09 12:00:00.000000',0,'none',0,'[]','[{"title":"Provision Okta SAML SSO","url":"https://help.figma.com/article/241-provision-okta-saml-sso"}]','d471b77dccaf2ca336ed54c70a6d0b0a8b281a4aa5f975095e9f1ebb0dde1b4e','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(131,5,23,'general/retention',NULL,'Keep the disabled account for 30 days','Nothing to do: the account and mailbox of Gil Example stay disabled until this is over, for questions and forgotten files.','Undoing a mistake is easy as long as the account is only disabled.','wait','follow-up','operator',NULL,NULL,'2027-01-03 12:00:00.000000',0,'none',0,'[]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(132,5,24,'general/delete',NULL,'Delete the account in Okta','See once more that nothing is under legal hold and nothing runs as Gil Example; then delete the account and free its licence, or archive it where your rules say so.','A disabled account that nobody needs can be enabled by mistake.','manual','follow-up','operator',NULL,NULL,'2027-01-08 12:00:00.000000',0,'any',0,'["CIS 5.3","A.5.16","PCI 8.2.6"]','[]','eb6376cfe2a757528457f0e5a1a0cbe875b2769975302d5eeb8966a3ae97bf24','cancelled','The case: He stays.',NULL,NULL,'2026-11-24 14:00:00.000000','Ola Operator','ola',NULL,NULL,NULL,2);
INSERT INTO "offboarding_step" VALUES(133,6,0,'customer-io/event-4','customer-io','Remove Ben Example from Customer.io','- Hand over what the person owns, if nobody has yet.
- Deactivate or remove the account, and end its sessions.
- Revoke API keys, tokens and invitations that the person made.
- Attach what shows that the account is gone.','The identity provider has taken the app away from this person.','manual','remove','app-owner','mo@example.com','mo@example.com','2026-11-24 13:30:00.000000',1,'any',1,'["CC6.2","A.5.18","AC-2(3)"]','[]','','open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,4,1);
CREATE TABLE one_time_code (
	digest VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	account_id VARCHAR, 
	expires_at DATETIME NOT NULL, 
	PRIMARY KEY (digest), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE organisation (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	idps TEXT NOT NULL, 
	currency VARCHAR NOT NULL, 
	time_zone VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "organisation" VALUES(1,'Example Ltd','["okta","google-workspace"]','EUR','Europe/Berlin',2);
CREATE TABLE "plan" (
	app_id VARCHAR NOT NULL, 
	slug VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	origin VARCHAR(40) NOT NULL, 
	PRIMARY KEY (app_id, slug), 
	FOREIGN KEY(app_id) REFERENCES app (id)
);
INSERT INTO "plan" VALUES('customer-io','essentials','Essentials',0,'bundle');
INSERT INTO "plan" VALUES('customer-io','premium','Premium',1,'bundle');
INSERT INTO "plan" VALUES('customer-io','enterprise','Enterprise',2,'bundle');
INSERT INTO "plan" VALUES('customer-io','builder','Builder',3,'bundle');
INSERT INTO "plan" VALUES('figma','professional','Professional',0,'bundle');
INSERT INTO "plan" VALUES('figma','organization','Organization',1,'bundle');
INSERT INTO "plan" VALUES('figma','enterprise','Enterprise',2,'bundle');
INSERT INTO "plan" VALUES('figma','starter','Starter',3,'bundle');
INSERT INTO "plan" VALUES('notion','business','Business',0,'bundle');
INSERT INTO "plan" VALUES('notion','enterprise','Enterprise',1,'bundle');
INSERT INTO "plan" VALUES('notion','free','Free',2,'bundle');
INSERT INTO "plan" VALUES('notion','plus','Plus',3,'bundle');
INSERT INTO "plan" VALUES('slack','free','Free',0,'bundle');
INSERT INTO "plan" VALUES('slack','pro','Pro',1,'bundle');
INSERT INTO "plan" VALUES('slack','business-plus','Business+',2,'bundle');
INSERT INTO "plan" VALUES('slack','enterprise-grid','Enterprise Grid',3,'bundle');
INSERT INTO "plan" VALUES('zoom','basic','Basic',0,'bundle');
INSERT INTO "plan" VALUES('zoom','pro','Pro',1,'bundle');
INSERT INTO "plan" VALUES('zoom','business','Business',2,'bundle');
INSERT INTO "plan" VALUES('zoom','enterprise','Enterprise',3,'bundle');
CREATE TABLE price (
	id INTEGER NOT NULL, 
	app_id VARCHAR NOT NULL, 
	plan_slug VARCHAR NOT NULL, 
	low VARCHAR(40), 
	high VARCHAR(40), 
	currency VARCHAR NOT NULL, 
	period VARCHAR(40), 
	unit VARCHAR(40) NOT NULL, 
	billing VARCHAR, 
	included VARCHAR, 
	has_sso VARCHAR, 
	has_scim VARCHAR, 
	negotiated BOOLEAN NOT NULL, 
	note VARCHAR, 
	source_id VARCHAR NOT NULL, 
	as_of DATE NOT NULL, 
	origin VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(app_id) REFERENCES app (id), 
	FOREIGN KEY(source_id) REFERENCES source (id)
);
INSERT INTO "price" VALUES(1,'customer-io','essentials','100','100','USD','month','flat',NULL,'5,000 profiles',NULL,NULL,0,NULL,'customer-io/stitchflow-guide','2026-11-23','bundle');
INSERT INTO "price" VALUES(2,'customer-io','premium','1000','1000','USD','month','flat','annual',NULL,'yes',NULL,0,NULL,'customer-io/stitchflow-guide','2026-11-23','bundle');
INSERT INTO "price" VALUES(3,'customer-io','enterprise','28000','55000','USD','year','custom',NULL,NULL,'yes','yes',1,NULL,'customer-io/stitchflow-guide','2026-11-23','bundle');
INSERT INTO "price" VALUES(4,'customer-io','builder','0','0','USD','month','usage','prepaid','2 sending domains; USD 0.40 per 1,000 messages',NULL,NULL,0,'USD 10 minimum top-up to go live','customer-io/api-evangelist-plans','2026-11-23','bundle');
INSERT INTO "price" VALUES(5,'customer-io','essentials','100','100','USD','month','profile','monthly','5,000 profiles, 1,000,000 emails',NULL,NULL,0,'starting price; extra profile USD 0.009, extra 1,000 emails USD 0.12','customer-io/api-evangelist-plans','2026-11-23','bundle');
INSERT INTO "price" VALUES(6,'customer-io','premium','1000','1000','USD','month','profile','annual','custom volume',NULL,NULL,0,'starting price','customer-io/api-evangelist-plans','2026-11-23','bundle');
INSERT INTO "price" VALUES(7,'customer-io','enterprise',NULL,NULL,'USD','year','custom',NULL,NULL,NULL,NULL,1,NULL,'customer-io/api-evangelist-plans','2026-11-23','bundle');
INSERT INTO "price" VALUES(8,'figma','professional','16','16','USD','month','seat','annual',NULL,NULL,'no',0,NULL,'figma/stitchflow-guide','2026-11-23','bundle');
INSERT INTO "price" VALUES(9,'figma','organization','55','55','USD','month','seat','annual',NULL,'yes','yes',0,'basic SCIM','figma/stitchflow-guide','2026-11-23','bundle');
INSERT INTO "price" VALUES(10,'figma','enterprise','90','90','USD','month','seat','annual',NULL,'yes','yes',0,'SCIM also sets seat types','figma/stitchflow-guide','2026-11-23','bundle');
INSERT INTO "price" VALUES(11,'figma','starter','0','0','USD','month','seat',NULL,NULL,NULL,NULL,0,NULL,'figma/api-evangelist-plans','2026-05-04','bundle');
INSERT INTO "price" VALUES(12,'figma','professional','16','16','USD','month','seat',NULL,NULL,NULL,NULL,0,'full seat','figma/api-evangelist-plans','2026-05-04','bundle');
INSERT INTO "price" VALUES(13,'figma','organization','55','55','USD','month','seat','annual',NULL,NULL,NULL,0,'full seat','figma/api-evangelist-plans','2026-05-04','bundle');
INSERT INTO "price" VALUES(14,'figma','enterprise','90','90','USD','month','seat','annual',NULL,NULL,'yes',0,'full seat; SCIM seat management listed','figma/api-evangelist-plans','2026-05-04','bundle');
INSERT INTO "price" VALUES(15,'notion','business','20','20','USD','month','seat',NULL,NULL,'yes','no',0,NULL,'notion/stitchflow-guide','2026-11-23','bundle');
INSERT INTO "price" VALUES(16,'notion','enterprise','18','25','USD','month','seat',NULL,NULL,'yes','yes',1,'typical range quoted; overlaps the Business list price','notion/stitchflow-guide','2026-11-23','bundle');
INSERT INTO "price" VALUES(17,'notion','free','0','0','USD','month','seat',NULL,NULL,NULL,NULL,0,NULL,'notion/api-evangelist-plans','2026-05-04','bundle');
INSERT INTO "price" VALUES(18,'notion','plus','10','10','USD','month','seat',NULL,NULL,NULL,NULL,0,NULL,'notion/api-evangelist-plans','2026-05-04','bundle');
INSERT INTO "price" VALUES(19,'notion','business','20','20','USD','month','seat',NULL,NULL,'yes',NULL,0,NULL,'notion/api-evangelist-plans','2026-05-04','bundle');
INSERT INTO "price" VALUES(20,'notion','enterprise',NULL,NULL,'USD','year','custom',NULL,NULL,NULL,'yes',1,NULL,'notion/api-evangelist-plans','2026-05-04','bundle');
INSERT INTO "price" VALUES(21,'slack','free','0','0','USD','month','seat',NULL,NULL,NULL,NULL,0,NULL,'slack/api-evangelist-plans','2026-11-23','bundle');
INSERT INTO "price" VALUES(22,'slack','pro','7.25','8.75','USD','month','seat','annual|monthly',NULL,NULL,NULL,0,NULL,'slack/api-evangelist-plans','2026-11-23','bundle');
INSERT INTO "price" VALUES(23,'slack','business-plus','15','18','USD','month','seat','annual|monthly',NULL,'yes','yes',0,NULL,'slack/api-evangelist-plans','2026-11-23','bundle');
INSERT INTO "price" VALUES(24,'slack','enterprise-grid',NULL,NULL,'USD','year','custom',NULL,NULL,'yes','yes',1,NULL,'slack/api-evangelist-plans','2026-11-23','bundle');
INSERT INTO "price" VALUES(25,'zoom','basic','0','0','USD','month','seat',NULL,NULL,NULL,NULL,0,NULL,'zoom/api-evangelist-plans','2026-05-04','bundle');
INSERT INTO "price" VALUES(26,'zoom','pro','13.33','16.99','USD','month','seat','low annual, high monthly',NULL,NULL,NULL,0,NULL,'zoom/api-evangelist-plans','2026-05-04','bundle');
INSERT INTO "price" VALUES(27,'zoom','business','18.33','21.99','USD','month','seat','low annual, high monthly','min 10 licences','yes',NULL,0,NULL,'zoom/api-evangelist-plans','2026-05-04','bundle');
INSERT INTO "price" VALUES(28,'zoom','enterprise','19.99','19.99','USD','month','seat',NULL,'about 250 licences minimum',NULL,NULL,0,NULL,'zoom/api-evangelist-plans','2026-05-04','bundle');
CREATE TABLE price_pair (
	id INTEGER NOT NULL, 
	app_id VARCHAR NOT NULL, 
	base VARCHAR(40), 
	base_unit VARCHAR, 
	base_period VARCHAR(40), 
	with_sso VARCHAR(40), 
	sso_unit VARCHAR, 
	sso_period VARCHAR(40), 
	currency VARCHAR NOT NULL, 
	stated_increase_percent VARCHAR, 
	increase_doubt VARCHAR, 
	note VARCHAR, 
	source_id VARCHAR NOT NULL, 
	as_of DATE NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(app_id) REFERENCES app (id), 
	FOREIGN KEY(source_id) REFERENCES source (id)
);
INSERT INTO "price_pair" VALUES(1,'figma','12','user','month','45','user','month','USD','275',NULL,NULL,'figma/sso-price-list','2019-10-19');
INSERT INTO "price_pair" VALUES(2,'notion','8','user','month','15','user','month','USD','88',NULL,NULL,'notion/sso-price-list','2023-10-15');
INSERT INTO "price_pair" VALUES(3,'slack','7.25','user','month','12.50','user','month','USD','72',NULL,NULL,'slack/sso-price-list','2023-06-29');
INSERT INTO "price_pair" VALUES(4,'zoom','15.99','user','month','19.99','user','month','USD','25',NULL,NULL,'zoom/sso-price-list','2023-10-14');
CREATE TABLE remark (
	id INTEGER NOT NULL, 
	app_id VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	topic VARCHAR, 
	text VARCHAR NOT NULL, 
	source_id VARCHAR NOT NULL, 
	origin VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(app_id) REFERENCES app (id), 
	FOREIGN KEY(source_id) REFERENCES source (id)
);
INSERT INTO "remark" VALUES(1,'customer-io','limitation','idp-coverage','SCIM 2.0 said to work only with Cloudflare and JumpCloud','customer-io/stitchflow-guide','bundle');
INSERT INTO "remark" VALUES(2,'customer-io','limitation','plan','SSO sits on Premium and Enterprise','customer-io/stitchflow-guide','bundle');
INSERT INTO "remark" VALUES(3,'customer-io','limitation','plan','Custom roles only from Premium up','customer-io/stitchflow-guide','bundle');
INSERT INTO "remark" VALUES(4,'customer-io','limitation','roles','Permissions cannot be set from the IdP; they are set inside Customer.io','customer-io/stitchflow-guide','bundle');
INSERT INTO "remark" VALUES(5,'customer-io','limitation','roles','Permissions cannot be set through the IdP','customer-io/vendor-sso-docs-old','bundle');
INSERT INTO "remark" VALUES(6,'customer-io','limitation','session','Only SP-initiated sign-in: users start at fly.customer.io/login, not from the IdP tile','customer-io/vendor-sso-docs-md','bundle');
INSERT INTO "remark" VALUES(7,'customer-io','limitation','session','Built-in 2FA must be switched off before SSO can be enabled; 2FA then belongs to the IdP','customer-io/vendor-sso-docs','bundle');
INSERT INTO "remark" VALUES(8,'customer-io','limitation','session','The "Log in with Google" button is not SSO: passwords keep working until Google SSO is enforced','customer-io/vendor-sso-docs','bundle');
INSERT INTO "remark" VALUES(9,'customer-io','limitation','roles','Only an account admin can turn SSO on or off','customer-io/vendor-sso-docs','bundle');
INSERT INTO "remark" VALUES(10,'customer-io','limitation','idp-coverage','Google Workspace: SSO with just-in-time creation only','customer-io/stitchflow-guide','bundle');
INSERT INTO "remark" VALUES(11,'customer-io','limitation','deprovisioning','JIT through SSO does not remove leavers','customer-io/stitchflow-guide','bundle');
INSERT INTO "remark" VALUES(12,'customer-io','limitation','plan','Billing follows the highest profile count in the period, deleted profiles included','customer-io/vendor-billing-docs','bundle');
INSERT INTO "remark" VALUES(13,'customer-io','limitation','plan','Team members cost nothing: up to 300 per account, no seat price, so an unused member is not a licence cost','customer-io/vendor-team-docs','bundle');
INSERT INTO "remark" VALUES(14,'customer-io','limitation','roles','Only account admins add or remove people; members need workspace roles one workspace at a time','customer-io/vendor-access-docs','bundle');
INSERT INTO "remark" VALUES(15,'customer-io','limitation','roles','Account roles: Account Admin, Member. Workspace roles: Workspace Admin, Author, Viewer. Custom roles need Premium or Enterprise','customer-io/vendor-roles-docs','bundle');
INSERT INTO "remark" VALUES(16,'customer-io','limitation','roles','Account admins are always workspace admins everywhere','customer-io/vendor-team-docs','bundle');
INSERT INTO "remark" VALUES(17,'customer-io','limitation','plan','Audit log view reaches back 30 days on Essentials, any period on Premium and Enterprise; export at most the past year','customer-io/vendor-audit-docs','bundle');
INSERT INTO "remark" VALUES(18,'customer-io','limitation','other','One e-mail address works in one Customer.io account only','customer-io/vendor-team-docs-old','bundle');
INSERT INTO "remark" VALUES(19,'customer-io','limitation','roles','API credentials can be seen by account admins and by members given that right; App keys are shown once','customer-io/vendor-api-credentials','bundle');
INSERT INTO "remark" VALUES(20,'customer-io','leaver',NULL,'New members are added in Customer.io and in the IdP with the same e-mail; they get an invitation rather than a password set-up','customer-io/vendor-sso-docs-old','bundle');
INSERT INTO "remark" VALUES(21,'customer-io','leaver',NULL,'JIT does not deprovision: a leaver keeps the account until someone removes it in Customer.io','customer-io/stitchflow-guide','bundle');
INSERT INTO "remark" VALUES(22,'customer-io','leaver',NULL,'The team page shows last sign-in and 2FA state of each person: use it to find stale members','customer-io/vendor-team-docs','bundle');
INSERT INTO "remark" VALUES(23,'customer-io','leaver',NULL,'Account audit log records sessions, permission changes and API key deletions: the proof of a removal','customer-io/vendor-audit-docs','bundle');
INSERT INTO "remark" VALUES(24,'customer-io','leaver',NULL,'API keys are issued per workspace, not per person, and the vendor advises regular rotation: rotate those a leaver could reach','customer-io/vendor-api-credentials','bundle');
INSERT INTO "remark" VALUES(25,'customer-io','leaver',NULL,'Service-account tokens are separate from personal credentials and may have no expiry (or 30, 60, 90 days, 1 year): review them when someone leaves','customer-io/vendor-service-accounts','bundle');
INSERT INTO "remark" VALUES(26,'figma','limitation','plan','Seat assignment through SCIM only on Enterprise','figma/stitchflow-guide','bundle');
INSERT INTO "remark" VALUES(27,'figma','limitation','other','March 2025 billing change may force migration of existing SCIM set-ups','figma/stitchflow-guide','bundle');
INSERT INTO "remark" VALUES(28,'figma','limitation','roles','Only members, not guests, can get seats through SCIM','figma/vendor-scim-seats','bundle');
INSERT INTO "remark" VALUES(29,'figma','limitation','deprovisioning','Accounts made before SCIM are not visible through the SCIM API until created again','figma/vendor-forum','bundle');
INSERT INTO "remark" VALUES(30,'figma','limitation','plan','Workspace and billing-group sync: Okta, Enterprise, closed beta','figma/vendor-scim-groups','bundle');
INSERT INTO "remark" VALUES(31,'figma','leaver',NULL,'Deactivation signs the user out and removes them from the organisation; drafts become reachable for admins; roles must be restored by hand on return','figma/vendor-okta-docs-old','bundle');
INSERT INTO "remark" VALUES(32,'notion','limitation','plan','SCIM only on Enterprise while SAML SSO already comes with Business','notion/stitchflow-guide','bundle');
INSERT INTO "remark" VALUES(33,'notion','limitation','idp-coverage','Google Workspace: no group provisioning or removal','notion/stitchflow-guide','bundle');
INSERT INTO "remark" VALUES(34,'notion','limitation','deprovisioning','Workspace guests cannot be managed by SCIM','notion/vendor-scim-docs','bundle');
INSERT INTO "remark" VALUES(35,'notion','limitation','other','Changing name or e-mail by SCIM needs a verified domain','notion/vendor-scim-docs','bundle');
INSERT INTO "remark" VALUES(36,'notion','leaver','scim-owner','SCIM tokens are personal to a workspace owner: when that owner leaves or changes role the token is revoked and provisioning stops until replaced','notion/vendor-scim-docs','bundle');
INSERT INTO "remark" VALUES(37,'notion','leaver',NULL,'Guests are outside SCIM and must be removed by hand','notion/vendor-scim-docs','bundle');
INSERT INTO "remark" VALUES(38,'slack','limitation','roles','Single-channel guests can be created by SCIM only on Enterprise','slack/vendor-scim-docs','bundle');
INSERT INTO "remark" VALUES(39,'slack','limitation','roles','Admins cannot set user-group handles or create single-channel guests by SCIM','slack/trailhead-scim','bundle');
INSERT INTO "remark" VALUES(40,'slack','limitation','plan','People added by SCIM are billed from first sign-in','slack/vendor-scim-docs','bundle');
INSERT INTO "remark" VALUES(41,'slack','limitation','other','After turning provisioning on, run a full import to link people already assigned for SSO','slack/okta-slack-guide','bundle');
INSERT INTO "remark" VALUES(42,'slack','limitation','roles','Forced group push removes people assigned to the group in Slack but not in Okta','slack/okta-slack-guide','bundle');
INSERT INTO "remark" VALUES(43,'slack','limitation','idp-coverage','Guest accounts on Enterprise Grid need another app or tool than member SCIM (bridge vendor)','slack/veraproof-slack-guests','bundle');
INSERT INTO "remark" VALUES(44,'slack','leaver',NULL,'Deactivation in Okta removes the person from the organization and all teams','slack/okta-slack-guide','bundle');
INSERT INTO "remark" VALUES(45,'zoom','limitation','other','At least one associated domain must be verified','zoom/miniorange-zoom','bundle');
INSERT INTO "remark" VALUES(46,'zoom','limitation','other','E-mail changes in Okta do not reach Zoom; change them in Zoom','zoom/okta-support-zoom','bundle');
INSERT INTO "remark" VALUES(47,'zoom','limitation','roles','Licences other than the Enterprise packages need extra Okta attributes','zoom/vendor-okta-licences','bundle');
INSERT INTO "remark" VALUES(48,'zoom','leaver',NULL,'Zoom deactivates only Member users by SCIM: an Admin removed in Okta stays active in Zoom','zoom/okta-support-zoom-admin','bundle');
CREATE TABLE scenario (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	notes VARCHAR NOT NULL, 
	app_id VARCHAR, 
	content TEXT NOT NULL, 
	prices TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	updated_by VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(app_id) REFERENCES app (id)
);
INSERT INTO "scenario" VALUES('d5d609d61a23454988fd7beee8ec2e20','Customer.io, quote of November','Ola Operator','','customer-io','{"app":"customer-io","currency":"USD","current_plan":"essentials","draws":10000,"horizon_years":5,"idps":["okta"],"inputs":{"joiners":"6","leavers":{"high":"10","likely":"6","low":"4"},"seats":"40"},"name":"Customer.io, quote of November","roles_from_idp":false,"seed":20261124,"upgrade_plan":"enterprise"}','{"upgrade.base":{"label":"Plan with SCIM: fixed price","source":"Stitchflow: Customer.io SCIM guide, as of 2026-11-23, negotiated","value":{"high":"55000","low":"28000"}}}',3,'2026-11-23 12:15:00.000000','2026-11-23 12:35:00.000000','Pia Operator');
INSERT INTO "scenario" VALUES('5394901da54d420183d0502bdbec9983','Figma','Pia Operator','','figma','{"app":"figma","currency":"USD","current_plan":"professional","draws":10000,"horizon_years":3,"idps":["okta"],"inputs":{"joiners":"5","leavers":"5","seats":"35"},"name":"Figma","roles_from_idp":false,"seed":20261124,"upgrade_plan":"organization"}','{"upgrade.price":{"label":"Plan with SCIM: price of a unit","source":"Stitchflow: Figma SCIM guide, as of 2026-11-23","value":"660"}}',1,'2026-11-23 12:45:00.000000','2026-11-23 12:45:00.000000','Pia Operator');
CREATE TABLE scenario_version (
	scenario_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	content TEXT NOT NULL, 
	prices TEXT NOT NULL, 
	saved_at DATETIME NOT NULL, 
	saved_by VARCHAR NOT NULL, 
	PRIMARY KEY (scenario_id, version), 
	FOREIGN KEY(scenario_id) REFERENCES scenario (id) ON DELETE CASCADE
);
INSERT INTO "scenario_version" VALUES('d5d609d61a23454988fd7beee8ec2e20',1,'Customer.io with Okta','{"app":"customer-io","currency":"USD","current_plan":"essentials","draws":10000,"horizon_years":3,"idps":["okta"],"inputs":{"joiners":"6","leavers":{"high":"10","likely":"6","low":"4"},"seats":"40"},"name":"Customer.io with Okta","roles_from_idp":false,"seed":20261124,"upgrade_plan":"enterprise"}','{"upgrade.base":{"label":"Plan with SCIM: fixed price","source":"Stitchflow: Customer.io SCIM guide, as of 2026-11-23, negotiated","value":{"high":"55000","low":"28000"}}}','2026-11-23 12:15:00.000000','Ola Operator');
INSERT INTO "scenario_version" VALUES('d5d609d61a23454988fd7beee8ec2e20',2,'Customer.io with Okta','{"app":"customer-io","currency":"USD","current_plan":"essentials","draws":10000,"horizon_years":5,"idps":["okta"],"inputs":{"joiners":"6","leavers":{"high":"10","likely":"6","low":"4"},"seats":"40"},"name":"Customer.io with Okta","roles_from_idp":false,"seed":20261124,"upgrade_plan":"enterprise"}','{"upgrade.base":{"label":"Plan with SCIM: fixed price","source":"Stitchflow: Customer.io SCIM guide, as of 2026-11-23, negotiated","value":{"high":"55000","low":"28000"}}}','2026-11-23 12:25:00.000000','Pia Operator');
INSERT INTO "scenario_version" VALUES('d5d609d61a23454988fd7beee8ec2e20',3,'Customer.io, quote of November','{"app":"customer-io","currency":"USD","current_plan":"essentials","draws":10000,"horizon_years":5,"idps":["okta"],"inputs":{"joiners":"6","leavers":{"high":"10","likely":"6","low":"4"},"seats":"40"},"name":"Customer.io, quote of November","roles_from_idp":false,"seed":20261124,"upgrade_plan":"enterprise"}','{"upgrade.base":{"label":"Plan with SCIM: fixed price","source":"Stitchflow: Customer.io SCIM guide, as of 2026-11-23, negotiated","value":{"high":"55000","low":"28000"}}}','2026-11-23 12:35:00.000000','Pia Operator');
INSERT INTO "scenario_version" VALUES('5394901da54d420183d0502bdbec9983',1,'Figma','{"app":"figma","currency":"USD","current_plan":"professional","draws":10000,"horizon_years":3,"idps":["okta"],"inputs":{"joiners":"5","leavers":"5","seats":"35"},"name":"Figma","roles_from_idp":false,"seed":20261124,"upgrade_plan":"organization"}','{"upgrade.price":{"label":"Plan with SCIM: price of a unit","source":"Stitchflow: Figma SCIM guide, as of 2026-11-23","value":"660"}}','2026-11-23 12:45:00.000000','Pia Operator');
CREATE TABLE scim_bridge (
	id VARCHAR NOT NULL, 
	app_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	profile VARCHAR(40) NOT NULL, 
	enabled BOOLEAN NOT NULL, 
	baseline BOOLEAN NOT NULL, 
	requests_per_second INTEGER NOT NULL, 
	rules TEXT, 
	created_at DATETIME NOT NULL, 
	created_by VARCHAR NOT NULL, 
	version INTEGER NOT NULL, token_minutes INTEGER DEFAULT '60' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(app_id) REFERENCES app (id)
);
INSERT INTO "scim_bridge" VALUES('customer-io-9cec6b23','customer-io','Customer.io','okta',1,0,2000,NULL,'2026-11-23 13:45:00.000000','Root Example',1,60);
CREATE TABLE scim_credential (
	id INTEGER NOT NULL, 
	bridge_id VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	prefix VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	parent INTEGER, 
	created_at DATETIME NOT NULL, 
	created_by VARCHAR NOT NULL, 
	expires_at DATETIME, 
	revoked_at DATETIME, 
	last_used_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(bridge_id) REFERENCES scim_bridge (id), 
	CONSTRAINT uq_scim_credential_prefix UNIQUE (prefix)
);
CREATE TABLE scim_event (
	id INTEGER NOT NULL, 
	bridge_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	resource_id VARCHAR NOT NULL, 
	user_name VARCHAR NOT NULL, 
	email VARCHAR, 
	display VARCHAR, 
	detail TEXT, 
	state VARCHAR(40) NOT NULL, 
	work VARCHAR, 
	owner VARCHAR, 
	due_at DATETIME, 
	reference VARCHAR, 
	note VARCHAR, 
	closed_at DATETIME, 
	closed_by VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(bridge_id) REFERENCES scim_bridge (id)
);
INSERT INTO "scim_event" VALUES(1,'customer-io-9cec6b23','2026-11-23 13:46:00.000000','user-created','87b262e91efc4840841bd56ead9ded64','ada@example.com','ada@example.com','Ada Example',NULL,'open','create-account','app-owner','2026-11-24 13:46:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "scim_event" VALUES(2,'customer-io-9cec6b23','2026-11-23 13:47:00.000000','user-created','21acede7afd149e0bf7408b9d8aa58dd','ben@example.com','ben@example.com','Ben Example',NULL,'cancelled','create-account','app-owner','2026-11-24 13:47:00.000000',NULL,'the person was removed again','2026-11-24 09:30:00.000000','idp');
INSERT INTO "scim_event" VALUES(3,'customer-io-9cec6b23','2026-11-23 13:48:00.000000','user-created','c35844e7843c4dcab55e01fcfb817979','cleo@example.com','cleo@example.com','Cleo Example',NULL,'open','create-account','app-owner','2026-11-24 13:48:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "scim_event" VALUES(4,'customer-io-9cec6b23','2026-11-24 09:30:00.000000','user-deactivated','21acede7afd149e0bf7408b9d8aa58dd','ben@example.com','ben@example.com','Ben Example',NULL,'open','remove-access','app-owner','2026-11-24 13:30:00.000000','step:133',NULL,NULL,NULL);
CREATE TABLE scim_exchange (
	id INTEGER NOT NULL, 
	removal_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	purpose VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	sent VARCHAR, 
	status INTEGER, 
	received VARCHAR, 
	problem VARCHAR, 
	milliseconds INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(removal_id) REFERENCES scim_removal (id)
);
CREATE TABLE scim_member (
	id INTEGER NOT NULL, 
	group_seq INTEGER NOT NULL, 
	value VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	display VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(group_seq) REFERENCES scim_resource (seq) ON DELETE CASCADE, 
	CONSTRAINT uq_scim_member_group_seq_value UNIQUE (group_seq, value)
);
CREATE TABLE scim_outbound (
	id INTEGER NOT NULL, 
	app_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	base_url VARCHAR NOT NULL, 
	auth VARCHAR(40) NOT NULL, 
	user_name VARCHAR, 
	secret VARCHAR NOT NULL, 
	token_url VARCHAR, 
	scope VARCHAR, 
	allowed_networks TEXT NOT NULL, 
	allow_http BOOLEAN NOT NULL, 
	deletes BOOLEAN NOT NULL, 
	verify_after_seconds INTEGER NOT NULL, 
	most_at_once INTEGER NOT NULL, 
	enabled BOOLEAN NOT NULL, 
	tested_at DATETIME, 
	report TEXT, 
	failures INTEGER NOT NULL, 
	closed_until DATETIME, 
	created_at DATETIME NOT NULL, 
	created_by VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(app_id) REFERENCES app (id)
);
INSERT INTO "scim_outbound" VALUES(1,'slack','Slack','https://slack.example.com/scim/v2','bearer',NULL,'',NULL,NULL,'[]',0,0,0,4,1,NULL,NULL,0,NULL,'2026-11-23 13:53:00.000000','Root Example',1);
CREATE TABLE scim_removal (
	id INTEGER NOT NULL, 
	outbound_id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	reference VARCHAR, 
	state VARCHAR(40) NOT NULL, 
	remote_id VARCHAR, 
	attempts INTEGER NOT NULL, 
	next_at DATETIME, 
	claimed_until DATETIME, 
	outcome VARCHAR, 
	candidates TEXT, 
	checks INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by VARCHAR NOT NULL, 
	verified_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(outbound_id) REFERENCES scim_outbound (id), 
	CONSTRAINT uq_scim_removal_outbound_id_key UNIQUE (outbound_id, "key")
);
CREATE TABLE scim_resource (
	seq INTEGER NOT NULL, 
	bridge_id VARCHAR NOT NULL, 
	resource_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	user_name VARCHAR, 
	external_id VARCHAR, 
	active BOOLEAN, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	modified_at DATETIME NOT NULL, 
	body TEXT NOT NULL, 
	search JSON NOT NULL, 
	work VARCHAR, 
	PRIMARY KEY (seq), 
	FOREIGN KEY(bridge_id) REFERENCES scim_bridge (id), 
	CONSTRAINT uq_scim_resource_bridge_id_resource_id UNIQUE (bridge_id, resource_id)
);
INSERT INTO "scim_resource" VALUES(1,'customer-io-9cec6b23','87b262e91efc4840841bd56ead9ded64','User','ada@example.com',NULL,1,1,'2026-11-23 13:46:00.000000','2026-11-23 13:46:00.000000','{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@example.com","displayName":"Ada Example","emails":[{"value":"ada@example.com","primary":true}],"active":true}','{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:user"], "userName": "ada@example.com", "displayName": "ada example", "emails": [{"value": "ada@example.com", "primary": true}], "active": true, "id": "87b262e91efc4840841bd56ead9ded64", "meta": {"resourceType": "User", "created": "2026-11-23T13:46:00.000000Z", "lastModified": "2026-11-23T13:46:00.000000Z", "version": "W/\"1\""}}','{"urn:offramp:params:scim:schemas:extension:lifecycle:2.0:User":{"work":"create-account","state":"open","since":"2026-11-23T13:46:00Z"}}');
INSERT INTO "scim_resource" VALUES(2,'customer-io-9cec6b23','21acede7afd149e0bf7408b9d8aa58dd','User','ben@example.com',NULL,0,2,'2026-11-23 13:47:00.000000','2026-11-24 09:30:00.000000','{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ben@example.com","displayName":"Ben Example","emails":[{"value":"ben@example.com","primary":true}],"active":false}','{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:user"], "userName": "ben@example.com", "displayName": "ben example", "emails": [{"value": "ben@example.com", "primary": true}], "active": false, "id": "21acede7afd149e0bf7408b9d8aa58dd", "meta": {"resourceType": "User", "created": "2026-11-23T13:47:00.000000Z", "lastModified": "2026-11-24T09:30:00.000000Z", "version": "W/\"2\""}}','{"urn:offramp:params:scim:schemas:extension:lifecycle:2.0:User":{"work":"remove-access","state":"open","since":"2026-11-24T09:30:00Z"}}');
INSERT INTO "scim_resource" VALUES(3,'customer-io-9cec6b23','c35844e7843c4dcab55e01fcfb817979','User','cleo@example.com',NULL,1,1,'2026-11-23 13:48:00.000000','2026-11-23 13:48:00.000000','{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"cleo@example.com","displayName":"Cleo Example","emails":[{"value":"cleo@example.com","primary":true}],"active":true}','{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:user"], "userName": "cleo@example.com", "displayName": "cleo example", "emails": [{"value": "cleo@example.com", "primary": true}], "active": true, "id": "c35844e7843c4dcab55e01fcfb817979", "meta": {"resourceType": "User", "created": "2026-11-23T13:48:00.000000Z", "lastModified": "2026-11-23T13:48:00.000000Z", "version": "W/\"1\""}}','{"urn:offramp:params:scim:schemas:extension:lifecycle:2.0:User":{"work":"create-account","state":"open","since":"2026-11-23T13:48:00Z"}}');
CREATE TABLE setup_guide (
	id INTEGER NOT NULL, 
	app_id VARCHAR NOT NULL, 
	idp_id VARCHAR NOT NULL, 
	how VARCHAR NOT NULL, 
	place VARCHAR, 
	docs VARCHAR, 
	note VARCHAR, 
	source_id VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(app_id) REFERENCES app (id), 
	FOREIGN KEY(idp_id) REFERENCES idp (id), 
	FOREIGN KEY(source_id) REFERENCES source (id)
);
INSERT INTO "setup_guide" VALUES(1,'customer-io','okta','OIN app',NULL,NULL,'SSO only; no SCIM through Okta per the guide','customer-io/stitchflow-guide');
INSERT INTO "setup_guide" VALUES(2,'customer-io','okta','vendor integration','Customer.io account security settings','https://docs.customer.io/accounts-and-workspaces/login-with-sso.md',NULL,'customer-io/vendor-sso-docs-md');
INSERT INTO "setup_guide" VALUES(3,'customer-io','entra-id','vendor integration',NULL,'https://docs.customer.io/accounts-and-workspaces/login-with-sso.md',NULL,'customer-io/vendor-sso-docs-md');
INSERT INTO "setup_guide" VALUES(4,'customer-io','google-workspace','vendor integration',NULL,'https://docs.customer.io/accounts-and-workspaces/login-with-sso.md',NULL,'customer-io/vendor-sso-docs-md');
INSERT INTO "setup_guide" VALUES(5,'customer-io','jumpcloud','generic SAML 2.0',NULL,'https://docs.customer.io/accounts-and-workspaces/login-with-sso',NULL,'customer-io/vendor-sso-docs');
INSERT INTO "setup_guide" VALUES(6,'customer-io','cloudflare','generic SAML 2.0',NULL,'https://docs.customer.io/accounts-and-workspaces/login-with-sso',NULL,'customer-io/vendor-sso-docs');
INSERT INTO "setup_guide" VALUES(7,'figma','okta','OIN app',NULL,'https://help.figma.com/hc/en-us/articles/22773906477591','switch provisioning off while adding seatType mappings, then on again','figma/vendor-scim-seats-okta');
INSERT INTO "setup_guide" VALUES(8,'zoom','okta','OIN app','Provisioning > Configure API integration > authenticate with a Zoom admin or owner','https://support.okta.com/help/s/article/okta-user-management-with-zoom?language=en_US',NULL,'zoom/okta-support-zoom');
CREATE TABLE sign_in_session (
	digest VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_seen_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	end_reason VARCHAR, 
	address VARCHAR, 
	agent VARCHAR, 
	PRIMARY KEY (digest), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE source (
	id VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	url VARCHAR, 
	publisher VARCHAR NOT NULL, 
	authority VARCHAR(40) NOT NULL, 
	interest VARCHAR, 
	read_on DATE, 
	dated VARCHAR, 
	older_copy BOOLEAN NOT NULL, 
	quality VARCHAR, 
	cites VARCHAR, 
	note VARCHAR, 
	origin VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "source" VALUES('customer-io/stitchflow-guide','Customer.io SCIM guide','https://www.stitchflow.com/scim/customer.io','Stitchflow','third-party','sells automation for apps without SCIM','2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/vendor-sso-docs','Single Sign-on (SSO)','https://docs.customer.io/accounts-and-workspaces/login-with-sso','Customer.io','vendor',NULL,'2026-11-23',NULL,1,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/vendor-sso-docs-md','Single Sign-on (SSO), newer markdown copy','https://docs.customer.io/accounts-and-workspaces/login-with-sso.md','Customer.io','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/vendor-sso-docs-old','Single Sign-on (SSO), older stored copy','https://www.customer.io/docs/accounts-and-workspaces/login-with-sso/','Customer.io','vendor',NULL,'2026-11-23',NULL,1,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/vendor-billing-docs','How we bill','https://customer.io/docs/journeys/how-we-bill/','Customer.io','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/api-evangelist-plans','Customer.io plans file (reconciled 2026-08-13 from customer.io/pricing and billing docs)','https://raw.githubusercontent.com/api-evangelist/customer-io/refs/heads/main/plans/customer-io-plans-pricing.yml','API Evangelist','third-party',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/vendor-team-docs','Manage team members','https://docs.customer.io/accounts-and-workspaces/add-remove-team-members','Customer.io','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/vendor-team-docs-old','Adding and removing team members, older copy','https://customer.io/docs/accounts-and-workspaces/add-remove-team-members/','Customer.io','vendor',NULL,'2026-11-23',NULL,1,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/vendor-access-docs','How to add team members to your account','https://docs.customer.io/accounts-and-workspaces/intro-account-access','Customer.io','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/vendor-roles-docs','Create and assign custom roles','https://docs.customer.io/accounts-and-workspaces/create-roles','Customer.io','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/vendor-audit-docs','Audit logs','https://docs.customer.io/accounts-and-workspaces/audit-logs','Customer.io','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/vendor-api-credentials','Manage your API credentials','https://docs.customer.io/accounts-and-workspaces/managing-credentials','Customer.io','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/vendor-service-accounts','Service accounts','https://docs.customer.io/ai/cli/service-accounts/','Customer.io','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('customer-io/api-evangelist-trust','Customer.io trust centre file (probe of customer.io/security, 2026-08-13)','https://raw.githubusercontent.com/api-evangelist/customer-io/refs/heads/main/security/customer-io-trust-center.yml','API Evangelist','third-party',NULL,'2026-11-23','2026-08-13',0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('figma/stitchflow-guide','Figma SCIM guide','https://www.stitchflow.com/scim/figma','Stitchflow','third-party','sells automation for apps without SCIM','2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('figma/vendor-scim-seats','Manage seats via SCIM','https://help.figma.com/hc/en-us/articles/360048787534-Manage-seats-via-SCIM','Figma','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('figma/vendor-scim-seats-okta','Manage seats via SCIM using Okta','https://help.figma.com/hc/en-us/articles/22773906477591-Manage-seats-via-SCIM-using-Okta','Figma','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('figma/vendor-scim-groups','Manage workspaces and billing groups via SCIM in Okta','https://help.figma.com/hc/en-us/articles/25516157472791','Figma','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('figma/vendor-okta-docs-old','Provision Okta SAML SSO','https://help.figma.com/article/241-provision-okta-saml-sso','Figma','vendor',NULL,'2026-11-23',NULL,1,NULL,NULL,'older article','bundle');
INSERT INTO "source" VALUES('figma/vendor-forum','SCIM provisioning conflicts','https://forum.figma.com/ask-the-community-7/figma-scim-provisioning-conflicts-19717','Figma community','community',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('figma/api-evangelist-plans','Figma plans file','https://raw.githubusercontent.com/api-evangelist/figma/refs/heads/main/plans/figma-plans-pricing.yml','API Evangelist','third-party',NULL,'2026-11-23','2026-05-04',0,'generated in a bulk sweep by the publisher, not harvested from the vendor page; check before use',NULL,NULL,'bundle');
INSERT INTO "source" VALUES('notion/stitchflow-guide','Notion SCIM guide','https://www.stitchflow.com/scim/notion','Stitchflow','third-party','sells automation for apps without SCIM','2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('notion/vendor-scim-docs','Provision users & groups with SCIM','https://www.notion.so/help/provision-users-and-groups-with-scim','Notion','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,'read from mirror copies of the vendor help page','bundle');
INSERT INTO "source" VALUES('notion/api-evangelist-plans','Notion plans file','https://raw.githubusercontent.com/api-evangelist/notion/refs/heads/main/plans/notion-plans-pricing.yml','API Evangelist','third-party',NULL,'2026-11-23','2026-05-04',0,'generated in a bulk sweep by the publisher, not harvested from the vendor page; check before use',NULL,NULL,'bundle');
INSERT INTO "source" VALUES('slack/vendor-scim-docs','Manage members with SCIM provisioning','https://slack.com/help/articles/212572638-Manage-members-with-SCIM-provisioning','Slack','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('slack/trailhead-scim','Provision users and groups with SCIM','https://trailhead.salesforce.com/content/learn/modules/slack-apis-for-automating-and-managing-your-org/provision-users-and-groups-with-scim','Salesforce','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('slack/api-evangelist-plans','Slack plans file','https://raw.githubusercontent.com/api-evangelist/slack/refs/heads/main/plans/slack-plans-pricing.yml','API Evangelist','third-party',NULL,'2026-11-23',NULL,0,'generated in a bulk sweep of 2026-05-04, not harvested from the vendor',NULL,NULL,'bundle');
INSERT INTO "source" VALUES('slack/okta-slack-guide','Configuring provisioning for Slack','http://saml-doc.okta.com/Provisioning_Docs/Slack_Provisioning.html','Okta','idp',NULL,'2026-11-23',NULL,1,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('slack/veraproof-slack-guests','Slack Enterprise guests integration (third-party bridge)','https://veraproof.io/docs/scimify/slack-guests/','Veraproof','third-party','sells a provisioning bridge','2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/askzac-scim-okta','How to set up Zoom SCIM provisioning with Okta','https://askzac.ai/guides/integrations/how-to-set-up-zoom-scim-with-okta','Ask Zac','third-party',NULL,'2026-11-23','2026-02-26',0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/miniorange-zoom','Zoom SCIM provisioning','https://www.miniorange.com/zoom-scim-provisioning','miniOrange','third-party','sells single sign-on and provisioning','2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/api-evangelist-plans','Zoom plans file','https://raw.githubusercontent.com/api-evangelist/zoom/refs/heads/main/plans/zoom-plans-pricing.yml','API Evangelist','third-party',NULL,'2026-11-23','2026-05-04',0,'generated in a bulk sweep by the publisher, not harvested from the vendor page; check before use',NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/okta-support-zoom','Okta user provisioning and management with Zoom (SCIM)','https://support.okta.com/help/s/article/okta-user-management-with-zoom?language=en_US','Okta','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/okta-support-zoom-admin','Zoom deprovisioning: user removed in Okta but not deactivated within Zoom','https://support.okta.com/help/s/article/zoom-deprovisioning-user-removed-from-zoom-application-in-okta-but-did-not-deactivate-in-zoom-side','Okta','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/vendor-okta-licences','Assigning Zoom United or Zoom Workplace plans using Okta provisioning (SCIM API)','https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0058988','Zoom','vendor',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('figma/entra-id-listing','Entra provisioning article: Figma','https://learn.microsoft.com/en-us/entra/identity/saas-apps/figma-provisioning-tutorial','Microsoft','idp',NULL,'2026-11-23','2024-03-25',0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('figma/entra-id-listing-sso','Entra SSO article: Figma','https://learn.microsoft.com/en-us/entra/identity/saas-apps/figma-tutorial','Microsoft','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('notion/authentik-listing','authentik integration guide: Notion','https://github.com/goauthentik/authentik/tree/main/website/integrations/documentation/notion','authentik','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('notion/entra-id-listing','Entra provisioning article: Notion','https://learn.microsoft.com/en-us/entra/identity/saas-apps/notion-provisioning-tutorial','Microsoft','idp',NULL,'2026-11-23','2024-03-25',0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('notion/entra-id-listing-sso','Entra SSO article: Notion','https://learn.microsoft.com/en-us/entra/identity/saas-apps/notion-tutorial','Microsoft','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('slack/authentik-listing','authentik docs: SCIM provider','https://docs.goauthentik.io/add-secure-apps/providers/scim/','authentik','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('slack/cloudflare-listing','Cloudflare Access SaaS guide: Slack','https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/saas-apps/slack-saas/','Cloudflare','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('slack/entra-id-listing','Entra provisioning article: Slack','https://learn.microsoft.com/en-us/entra/identity/saas-apps/slack-provisioning-tutorial','Microsoft','idp',NULL,'2026-11-23','2026-04-16',0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('slack/entra-id-listing-sso','Entra SSO article: Slack','https://learn.microsoft.com/en-us/entra/identity/saas-apps/slack-tutorial','Microsoft','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('slack/okta-listing','Okta: configuring provisioning for Slack','https://saml-doc.okta.com/Provisioning_Docs/Slack_Provisioning.html','Okta','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/authentik-listing','authentik integration guide: Zoom','https://github.com/goauthentik/authentik/tree/main/website/integrations/chat-communication-collaboration/zoom','authentik','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/cloudflare-listing','Cloudflare Access SaaS guide: Zoom','https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/saas-apps/zoom-saas/','Cloudflare','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/entra-id-listing','Entra provisioning article: Zoom','https://learn.microsoft.com/en-us/entra/identity/saas-apps/zoom-provisioning-tutorial','Microsoft','idp',NULL,'2026-11-23','2024-03-25',0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/entra-id-listing-sso','Entra SSO article: Zoom','https://learn.microsoft.com/en-us/entra/identity/saas-apps/zoom-tutorial','Microsoft','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/jumpcloud-listing','JumpCloud support: integrate with Zoom','https://support.jumpcloud.com/support/s/article/single-sign-on-sso-with-zoom1-2019-08-21-10-36-47','JumpCloud','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/okta-listing','Okta developer: app provisioning connection','https://developer.okta.com/docs/guides/app-provisioning-connection/main/','Okta','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('zoom/ping-listing','PingOne: Zoom provisioning features','https://docs.pingidentity.com/pingone/integrations/p1_zoom_provisioning_features.html','Ping Identity','idp',NULL,'2026-11-23',NULL,0,NULL,NULL,NULL,'bundle');
INSERT INTO "source" VALUES('figma/sso-price-list','SSO Wall of Shame price list (sso.tax)','https://github.com/robchahin/sso-wall-of-shame','robchahin/sso-wall-of-shame','third-party',NULL,'2026-11-23','2019-10-19',0,NULL,'https://www.figma.com/pricing',NULL,'bundle');
INSERT INTO "source" VALUES('notion/sso-price-list','SSO Wall of Shame price list (sso.tax)','https://github.com/robchahin/sso-wall-of-shame','robchahin/sso-wall-of-shame','third-party',NULL,'2026-11-23','2023-10-15',0,NULL,'https://www.notion.so/pricing',NULL,'bundle');
INSERT INTO "source" VALUES('slack/sso-price-list','SSO Wall of Shame price list (sso.tax)','https://github.com/robchahin/sso-wall-of-shame','robchahin/sso-wall-of-shame','third-party',NULL,'2026-11-23','2023-06-29',0,NULL,'https://slack.com/pricing',NULL,'bundle');
INSERT INTO "source" VALUES('zoom/sso-price-list','SSO Wall of Shame price list (sso.tax)','https://github.com/robchahin/sso-wall-of-shame','robchahin/sso-wall-of-shame','third-party',NULL,'2026-11-23','2023-10-14',0,NULL,'https://zoom.us/pricing',NULL,'bundle');
INSERT INTO "source" VALUES('own/zoom','Own observation',NULL,'This organisation','own observation',NULL,NULL,NULL,0,NULL,NULL,NULL,'local');
CREATE TABLE spent_assertion (
	digest VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (digest)
);
CREATE TABLE stack_app (
	app_id VARCHAR NOT NULL, 
	"plan" VARCHAR, 
	seats INTEGER, 
	annual_spend VARCHAR(40), 
	currency VARCHAR NOT NULL, 
	owner VARCHAR, 
	renewal DATE, 
	notes VARCHAR, 
	version INTEGER NOT NULL, 
	updated_at DATETIME NOT NULL, 
	updated_by VARCHAR NOT NULL, 
	PRIMARY KEY (app_id), 
	CONSTRAINT seats_not_negative CHECK (seats IS NULL OR seats >= 0), 
	FOREIGN KEY(app_id) REFERENCES app (id)
);
INSERT INTO "stack_app" VALUES('customer-io','essentials',40,'12000','USD','mo@example.com','2027-03-01',NULL,1,'2026-11-23 09:00:00.000000','Root Example');
INSERT INTO "stack_app" VALUES('figma','professional',35,'6720','USD','Pia Operator',NULL,NULL,2,'2026-11-23 11:15:00.000000','Root Example');
INSERT INTO "stack_app" VALUES('notion','business',60,NULL,'EUR',NULL,NULL,'Wiki and handbook',1,'2026-11-23 09:00:00.000000','Root Example');
INSERT INTO "stack_app" VALUES('slack','business-plus',80,'14400.50','EUR','ola@example.com',NULL,NULL,1,'2026-11-23 09:00:00.000000','Root Example');
INSERT INTO "stack_app" VALUES('zoom',NULL,NULL,NULL,'EUR',NULL,NULL,NULL,1,'2026-11-23 09:00:00.000000','Root Example');
CREATE TABLE working_time (
	id INTEGER NOT NULL, 
	starts VARCHAR NOT NULL, 
	ends VARCHAR NOT NULL, 
	weekdays TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_working_time PRIMARY KEY (id)
);
CREATE INDEX ix_app_name ON app (name);
CREATE INDEX ix_audit_entry_action ON audit_entry (action);
CREATE INDEX ix_audit_entry_actor_id ON audit_entry (actor_id);
CREATE INDEX ix_audit_entry_at ON audit_entry (at);
CREATE INDEX ix_audit_entry_object ON audit_entry (object);
CREATE INDEX ix_source_publisher ON source (publisher);
CREATE INDEX ix_alias_app_id ON alias (app_id);
CREATE INDEX ix_benchmark_app_id ON benchmark (app_id);
CREATE INDEX ix_benchmark_source_id ON benchmark (source_id);
CREATE INDEX ix_claim_app_id_fact_idp_id ON claim (app_id, fact, idp_id);
CREATE INDEX ix_claim_source_id ON claim (source_id);
CREATE INDEX ix_price_app_id ON price (app_id);
CREATE INDEX ix_price_source_id ON price (source_id);
CREATE INDEX ix_price_pair_app_id ON price_pair (app_id);
CREATE INDEX ix_price_pair_source_id ON price_pair (source_id);
CREATE INDEX ix_remark_app_id ON remark (app_id);
CREATE INDEX ix_remark_source_id ON remark (source_id);
CREATE INDEX ix_setup_guide_app_id ON setup_guide (app_id);
CREATE INDEX ix_setup_guide_source_id ON setup_guide (source_id);
CREATE INDEX ix_account_email ON account (email);
CREATE UNIQUE INDEX ix_account_username ON account (username);
CREATE INDEX ix_account_link_account_id ON account_link (account_id);
CREATE INDEX ix_sign_in_session_account_id ON sign_in_session (account_id);
CREATE INDEX ix_advice_draft_app_id ON advice_draft (app_id);
CREATE INDEX ix_decision_app_id ON decision (app_id);
CREATE INDEX ix_scenario_app_id ON scenario (app_id);
CREATE INDEX ix_scim_bridge_app_id ON scim_bridge (app_id);
CREATE INDEX ix_scim_outbound_app_id ON scim_outbound (app_id);
CREATE INDEX ix_scim_credential_bridge_id ON scim_credential (bridge_id);
CREATE INDEX ix_scim_event_name ON scim_event (bridge_id, user_name, id);
CREATE INDEX ix_scim_event_person ON scim_event (bridge_id, resource_id, id);
CREATE INDEX ix_scim_event_state ON scim_event (bridge_id, state, id);
CREATE INDEX ix_scim_removal_due ON scim_removal (state, next_at);
CREATE INDEX ix_scim_resource_external_id ON scim_resource (bridge_id, external_id);
CREATE INDEX ix_scim_resource_kind ON scim_resource (bridge_id, kind, seq);
CREATE UNIQUE INDEX uq_scim_resource_user_name ON scim_resource (bridge_id, user_name);
CREATE INDEX ix_scim_exchange_removal_id ON scim_exchange (removal_id);
CREATE INDEX ix_scim_member_value ON scim_member (value);
CREATE INDEX ix_offboarding_case_effective_at ON offboarding_case (effective_at);
CREATE INDEX ix_offboarding_case_email_status ON offboarding_case (email, status);
CREATE UNIQUE INDEX uq_offboarding_case_open_email ON offboarding_case (email) WHERE status = 'open' AND kind NOT IN ('idp-removal', 'return');
CREATE INDEX ix_offboarding_step_case_id ON offboarding_step (case_id, position);
CREATE INDEX ix_offboarding_step_due ON offboarding_step (due_at, id, owner_key, case_id, status) WHERE status IN ('open', 'started', 'blocked');
CREATE INDEX ix_offboarding_step_event_id ON offboarding_step (event_id);
CREATE INDEX ix_offboarding_step_owner ON offboarding_step (owner_key, due_at, id) WHERE status IN ('open', 'started', 'blocked');
CREATE INDEX ix_offboarding_evidence_case_id ON offboarding_evidence (case_id);
CREATE INDEX ix_offboarding_evidence_step_id ON offboarding_evidence (step_id);
CREATE INDEX ix_offboarding_need_needs_id ON offboarding_need (needs_id);
CREATE INDEX ix_job_finished_at ON job (finished_at);
CREATE INDEX ix_job_moving ON job (state) WHERE state IN ('handed-over', 'running');
CREATE INDEX ix_job_next_at ON job (next_at) WHERE state = 'waiting';
CREATE INDEX ix_message_channel_id ON message (channel_id, recipient, created_at);
CREATE INDEX ix_notice_message_id ON notice (message_id);
CREATE UNIQUE INDEX uq_offboarding_case_open_removal ON offboarding_case (email) WHERE status = 'open' AND kind = 'idp-removal';
CREATE INDEX ix_offboarding_step_removal_id ON offboarding_step (removal_id) WHERE removal_id IS NOT NULL;
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit entries cannot be changed'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit entries cannot be deleted'); END;
CREATE TRIGGER audit_entry_next BEFORE INSERT ON audit_entry WHEN NEW.id <> (SELECT length + 1 FROM audit_head) BEGIN SELECT RAISE(ABORT, 'audit entries are only appended'); END;
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head WHEN NEW.length <> OLD.length + 1 BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'the audit log keeps its head'); END;
COMMIT;
